"""The current subscriptions and preferences of a recipient, as a list for people."""

from dataclasses import dataclass

from workflows.permissions import Actor, recipient_of, require_member
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.notification_budget import start_of_week
from workflows.subscriptions.ports import (
    SubscriptionConfig,
    SubscriptionPorts,
    effective_budget,
    viewer_of,
)
from workflows.subscriptions.preferences import Mute, Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours


@dataclass(frozen=True)
class SubscriptionOverview:
    """What one recipient is subscribed to, and how much it gets."""

    recipient: str
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Mute, ...]
    """The active ones."""
    quiet_hours: QuietHours | None
    posts_this_week: int
    weekly_budget: int
    unreachable: Unreachable | None


def subscription_overviews(
    actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> list[SubscriptionOverview]:
    """Return the overviews of the channel and of the actor; only the actor's in a direct message."""
    require_member(actor, ports.directory)
    recipients = dict.fromkeys([recipient_of(actor), actor.user_id])
    chosen = [ports.preferences.get(recipient) for recipient in recipients]
    snapshot = ports.snapshots.snapshot_of({one for preferences in chosen for one in preferences.connection_ids})
    visible = snapshot.visible_to(viewer_of(actor, ports)).connections
    hidden = {one.id for one in snapshot.connections} - {one.id for one in visible}
    return [_overview(preferences, hidden, ports, config) for preferences in chosen]


def _overview(
    preferences: Preferences, hidden: set[str], ports: SubscriptionPorts, config: SubscriptionConfig
) -> SubscriptionOverview:
    """Leave out the connections that the actor has no access to."""
    now, recipient = ports.clock.now(), preferences.recipient
    subscriptions = preferences.effective_subscriptions(config.home_channel)
    return SubscriptionOverview(
        recipient,
        tuple(one for one in subscriptions if one.kind is not SubscriptionKind.CONNECTION or one.target not in hidden),
        tuple(one for one in preferences.mutes if one.is_active(now) and one.connection_id not in hidden),
        preferences.quiet_hours,
        sum(ports.preferences.count_posts_by_connection(recipient, start_of_week(now)).values()),
        effective_budget(preferences, config),
        preferences.unreachable,
    )
