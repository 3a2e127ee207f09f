"""Who hears what: what is connected to what. A part of the composition root."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.queries.answerer import Answerer
from bot.slack.budget_messages import SlackBudgetMessages
from bot.slack.channels import SlackChannels
from bot.slack.poster import Poster
from bot.store.ledger import LedgerStore
from bot.store.preferences import PreferencesStore
from workflows.answers.ports import Rights
from workflows.permissions import Actor
from workflows.reporting.snapshot import PUBLIC, Snapshot
from workflows.subscriptions import commands, mutes, overview
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


@dataclass(frozen=True)
class AnswererSnapshots:
    """Fulfils `workflows.subscriptions.ports.Records`."""

    answerer: Answerer

    def load(self, asker: str | None) -> Snapshot:
        return self.answerer.snapshot(asker)

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        known = {one.id: one.name for one in self.load(None).visible_to(PUBLIC).connections}
        return {one: known[one] for one in connection_ids if one in known}


@dataclass(frozen=True)
class SubscriptionsModule:
    """Fulfils `bot.slack.context.Subscribers`: what people say is done at once, a mute durably."""

    ports: SubscriptionPorts
    config: SubscriptionConfig

    def subscribe(self, typed: str, press: Actor) -> str:
        return commands.subscribe(typed, press, self.ports, self.config)

    def unsubscribe(self, typed: str, press: Actor) -> str:
        return commands.unsubscribe(typed, press, self.ports, self.config)

    def set_quiet_hours(self, typed: str, press: Actor) -> str:
        return commands.set_quiet_hours(typed, press, self.ports, self.config)

    def set_budget(self, typed: str, press: Actor) -> str:
        return commands.set_budget(typed, press, self.ports, self.config)

    def overviews(self, press: Actor) -> list[overview.SubscriptionOverview]:
        return overview.subscription_overviews(press, self.ports, self.config)

    def remove(self, audience: str, key: str, press: Actor) -> None:
        commands.remove_subscription(audience, key, press, self.ports, self.config)

    def unmute(self, audience: str, connection_id: str, press: Actor) -> None:
        mutes.unmute(audience, connection_id, press, self.ports, self.config)

    def mute(self, click: str, connection_id: str, press: Actor) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        engine.enqueue(engine.CLICK_QUEUE, f"mute:{click}", "mute", connection_id, press)

    def register(self) -> None:
        """Make workflows of it."""
        quick = engine.checkpoint_ports(self.ports, {})
        patient = engine.checkpoint_ports(self.ports, dict(engine.CLICK_STEP_RETRIES))
        engine.register_workflow("attend", partial(mutes.propose_mutes, ports=quick, config=self.config))
        engine.register_workflow("mute", partial(mutes.mute, ports=patient, config=self.config))


def build_subscriptions(parts: Container, answerer: Answerer, rights: Rights) -> SubscriptionsModule:
    """Put it together."""
    desk = SubscriptionPorts(
        clock=parts.clock,
        directory=parts.directory,
        rights=rights,
        preferences=PreferencesStore(parts.database),
        snapshots=AnswererSnapshots(answerer),
        channels=SlackChannels(parts.slack),
        budget_messages=SlackBudgetMessages(Poster(parts.slack, LedgerStore(parts.database, parts.clock))),
        messenger=parts.ports.cards,
    )
    house = SubscriptionConfig(parts.settings.slack_channel, parts.settings.alert_budget, fuzz.ratio)
    return SubscriptionsModule(desk, house)
