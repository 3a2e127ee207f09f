"""Wire the subscription commands, mutes and budgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.durable.click_ports import click_ports
from bot.queries.answerer import Answerer
from bot.slack.budget_messages import SlackBudgetMessages
from bot.slack.poster import Poster
from bot.store.ledger import LedgerStore
from bot.store.preferences import PreferencesStore
from workflows.permissions import Actor
from workflows.ports import Rights
from workflows.reporting.snapshot import PUBLIC, Snapshot
from workflows.subscriptions.mutes import mute, propose_mutes
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


@dataclass(frozen=True)
class AnswererSnapshots:
    """Snapshots for the subscription commands."""

    answerer: Answerer

    def load(self, viewer_id: str | None) -> Snapshot:
        return self.answerer.snapshot(viewer_id)

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        names = {one.id: one.name for one in self.load(None).visible_to(PUBLIC).connections}
        return {one: names[one] for one in connection_ids if one in names}


@dataclass(frozen=True)
class SubscriptionsModule:
    """What the listeners need: commands run at once with these ports, a mute runs durably."""

    ports: SubscriptionPorts
    config: SubscriptionConfig

    def mute(self, click_id: str, connection_id: str, actor: Actor) -> None:
        """Queue a mute, once for each `click_id`, however often Slack delivers the click."""
        engine.enqueue(engine.CLICK_QUEUE, f"mute:{click_id}", "mute", connection_id, actor)

    def register(self) -> None:
        """Register the workflows with the engine."""
        propose = partial(propose_mutes, ports=self.ports, config=self.config)
        engine.register_workflow("propose_mutes", propose)
        clicking = click_ports(self.ports)
        engine.register_workflow("mute", partial(mute, ports=clicking, config=self.config))


def build_subscriptions(container: Container, answerer: Answerer, rights: Rights) -> SubscriptionsModule:
    """Build the module from the container."""
    ports = SubscriptionPorts(
        clock=container.clock,
        directory=container.directory,
        rights=rights,
        preferences=PreferencesStore(container.database),
        snapshots=AnswererSnapshots(answerer),
        channels=container.channels,
        budget_messages=SlackBudgetMessages(
            Poster(container.slack, LedgerStore(container.database, container.clock))
        ),
        messenger=container.ports.messenger,
    )
    config = SubscriptionConfig(container.settings.slack_channel, container.settings.alert_budget, fuzz.ratio)
    return SubscriptionsModule(ports, config)
