"""The list of subscriptions, the mute proposal, and the message about a channel closed to the bot."""

from collections.abc import Iterator

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    actions,
    button,
    context,
    escape_cut,
    section,
    slack_date,
    truncate,
)
from workflows.formatting import format_list
from workflows.subscriptions.model import Subscription, is_person
from workflows.subscriptions.notification_budget import MuteProposal, NoisyConnection
from workflows.subscriptions.overview import SubscriptionOverview
from workflows.subscriptions.preferences import Mute, Preferences

REMOVE_SUBSCRIPTION, UNMUTE, MUTE_CONNECTION = "drop_subscription", "unmute", "mute_source"
MAX_LISTED_SUBSCRIPTIONS = 39
"""Subscriptions and mutes in the list, over all recipients; each is a block, and a message takes 50."""
MAX_NAMED_SUBSCRIPTIONS = 5
"""Subscriptions that a sentence names."""
UNREACHABLE_REASONS = {
    "not_in_channel": "I was removed from it",
    "channel_not_found": "it was deleted, or it's private and I'm not in it",
    "is_archived": "it's archived",
    "is_ext_shared": "it's shared with another organization now",
}


def subscriptions_text(overviews: list[SubscriptionOverview]) -> str:
    """Return the list as one line."""
    lines = [
        f"{_heading(one)}: {', '.join(_subscription_text(s) for s in one.subscriptions) or 'none'}" for one in overviews
    ]
    return truncate(". ".join(lines), MAX_MESSAGE_CHARS)


def subscriptions_blocks(overviews: list[SubscriptionOverview]) -> list[Block]:
    """Return the answer to `/connector subscriptions`."""
    return [block for one in overviews for block in _overview_blocks(one, MAX_LISTED_SUBSCRIPTIONS // len(overviews))]


def _overview_blocks(overview: SubscriptionOverview, limit: int) -> Iterator[Block]:
    """Yield at most `limit` rows, two thirds of them subscriptions."""
    max_subscriptions = limit * 2 // 3
    yield section(f"*{_heading(overview)}*")
    if not overview.subscriptions:
        yield section("No subscriptions. To add one, type `/connector subscribe stripe`.")
    for subscription in overview.subscriptions[:max_subscriptions]:
        value = f"{overview.recipient} {subscription.key}"
        yield section(f"• {_subscription_text(subscription)}", accessory=button(REMOVE_SUBSCRIPTION, "Remove", value))
    if len(overview.subscriptions) > max_subscriptions:
        yield context(f"… and {len(overview.subscriptions) - max_subscriptions} more")
    for mute in overview.mutes[: limit - max_subscriptions]:
        value = f"{overview.recipient} {mute.connection_id}"
        yield section(f":mute: {_mute_text(mute)}", accessory=button(UNMUTE, "Unmute", value))
    yield context(*_small_print(overview))


def _small_print(overview: SubscriptionOverview) -> list[str]:
    lines = [f"Quiet hours: {overview.quiet_hours.description}" if overview.quiet_hours else "No quiet hours"]
    if not is_person(overview.recipient):
        lines.append(f"{overview.posts_this_week} of {overview.weekly_budget} posts this week")
    if overview.unreachable:
        reason = UNREACHABLE_REASONS.get(overview.unreachable.error_code, "Slack doesn't let me in")
        lines.append(
            f":warning: Paused: I can't post here ({reason}). Invite me again, then repeat `/connector subscribe`."
        )
    return lines


def _heading(overview: SubscriptionOverview) -> str:
    return "Your subscriptions" if is_person(overview.recipient) else "Subscriptions of this channel"


def _subscription_text(subscription: Subscription) -> str:
    return f"{escape_cut(subscription.description, 150)} ({subscription.severity_description})"


def _mute_text(mute: Mute) -> str:
    actor, name = escape_cut(mute.muted_by_name, 80), escape_cut(mute.name, 100)
    return f"{actor} muted `{name}` here until {slack_date(mute.until)}"


def proposal_text(proposal: MuteProposal) -> str:
    """Return the proposal in one or two sentences."""
    over = f"{proposal.posts} posts in this channel this week, over its budget of {proposal.budget}."
    if not proposal.connections:
        return f"{over} No connection stands out. Subscribing to warnings and above only would help."
    return f"{over} {_counted(proposal.connections)} make up {_share(proposal)}. Mute one?"


def proposal_blocks(preferences: Preferences) -> list[Block]:
    """Return the proposal with the mutes since the start of its week. Earlier mutes didn't stop these posts."""
    proposal = preferences.mute_proposal
    if proposal is None:
        return []
    muted = {mute.connection_id: mute for mute in preferences.mutes if mute.muted_at >= proposal.week_start}
    blocks = [section(f":bell: *{proposal_text(proposal)}*")]
    blocks += [
        section(f":mute: {_mute_text(muted[s.connection_id])}")
        for s in proposal.connections
        if s.connection_id in muted
    ]
    unmuted = [one for one in proposal.connections if one.connection_id not in muted]
    buttons = [_mute_button(number, one) for number, one in enumerate(unmuted)]
    return [*blocks, *actions(buttons), context(MUTE_HINT)]


MUTE_HINT = (
    "Muted connections stay in `/connector status` and in the digest. To get fewer alerts here, use "
    "`/connector subscribe everything warning and above`, `/connector quiet`, or `/connector budget`."
)


def _mute_button(number: int, connection: NoisyConnection) -> Block:
    return button(f"{MUTE_CONNECTION}_{number}", f"Mute {connection.name} for a week", connection.connection_id)


def _counted(connections: tuple[NoisyConnection, ...]) -> str:
    return format_list([f"{escape_cut(one.name, 100)} {one.posts}" for one in connections], "and")


def _share(proposal: MuteProposal) -> str:
    """Return the share in words where they are exact enough, else in percent."""
    share = proposal.listed_posts / proposal.posts
    if proposal.listed_posts == proposal.posts:
        return "all of them"
    return "half of them" if 0.47 <= share <= 0.53 else f"{share:.0%} of them"


def unreachable_text(preferences: Preferences) -> str:
    """Return the message for the creators of subscriptions in a channel that is closed to the bot."""
    assert preferences.unreachable is not None
    reason = UNREACHABLE_REASONS.get(preferences.unreachable.error_code, "Slack doesn't let me in")
    paused = ", ".join(_subscription_text(one) for one in (preferences.subscriptions or ())[:MAX_NAMED_SUBSCRIPTIONS])
    return (
        f"I can't post in <#{preferences.recipient}>: {reason}. Its subscriptions are paused: {paused}. "
        "Invite me again, then repeat `/connector subscribe` there."
    )
