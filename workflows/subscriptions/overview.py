"""What an audience hears now, for people to look at."""

from dataclasses import dataclass

from workflows.permissions import Actor, require_member
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.notification_budget import start_of_week
from workflows.subscriptions.ports import (
    SubscriptionConfig,
    SubscriptionPorts,
    effective_budget,
    subscription_recipient,
    viewer_of,
)
from workflows.subscriptions.preferences import Mute, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours


@dataclass(frozen=True)
class SubscriptionOverview:
    """Of one audience."""

    recipient: str
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Mute, ...]
    """Those that hold now."""
    quiet_hours: QuietHours | None
    posts_this_week: int
    """In this week."""
    weekly_budget: int
    unreachable: Unreachable | None


def subscription_overviews(
    actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> list[SubscriptionOverview]:
    """Of where this was typed and of the person; in private, of the person alone."""
    require_member(actor, ports.directory)
    facts = ports.snapshots.load(actor.user_id)  # once: there may be thousands of connections
    known = facts.visible_to(viewer_of(actor, ports)).connections
    unknown = {one.id for one in facts.connections} - {one.id for one in known}
    found = dict.fromkeys([subscription_recipient(actor), actor.user_id])
    return [_standing(audience, unknown, ports, config) for audience in found]


def _standing(
    audience: str, unknown: set[str], desk: SubscriptionPorts, house: SubscriptionConfig
) -> SubscriptionOverview:
    """What somebody may not know of (any more) is not shown."""
    now, preferences = desk.clock.now(), desk.preferences.get(audience)
    hears = preferences.effective_subscriptions(house.home_channel)
    return SubscriptionOverview(
        audience,
        tuple(
            one for one in hears if one.kind is not SubscriptionKind.CONNECTION or one.target not in unknown
        ),
        tuple(one for one in preferences.mutes if one.is_active(now) and one.connection_id not in unknown),
        preferences.quiet_hours,
        sum(desk.preferences.count_posts_by_connection(audience, start_of_week(now)).values()),
        effective_budget(preferences, house),
        preferences.unreachable,
    )
