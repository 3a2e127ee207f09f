"""Wire the subscription commands, mutes, and budgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.bootstrap.core import Container
from bot.durable.subscriptions import SubscriptionsModule
from bot.queries.answerer import Answerer
from bot.slack.budget_messages import SlackBudgetMessages
from bot.store.preferences import PreferencesStore
from workflows.ports import Rights
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
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


def build_subscriptions(container: Container, answerer: Answerer, rights: Rights) -> SubscriptionsModule:
    """Build the module from the container."""
    ports = SubscriptionPorts(
        clock=container.clock,
        directory=container.directory,
        rights=rights,
        preferences=PreferencesStore(container.database),
        snapshots=AnswererSnapshots(answerer),
        channels=container.channels,
        budget_messages=SlackBudgetMessages(container.poster),
        messenger=container.ports.messenger,
    )
    config = SubscriptionConfig(container.settings.slack_channel, container.settings.alert_budget, fuzz.ratio)
    return SubscriptionsModule(ports, config)
