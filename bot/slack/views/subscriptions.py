"""Who hears what: the list with its buttons, the proposal to mute something, and a closed door."""

from collections.abc import Iterator

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    button,
    context,
    escape_cut,
    section,
    slack_date,
    truncate,
)
from workflows.subscriptions.model import Subscription, is_person
from workflows.subscriptions.notification_budget import MuteProposal, NoisyConnection
from workflows.subscriptions.overview import SubscriptionOverview
from workflows.subscriptions.preferences import Mute, Preferences

REMOVE_SUBSCRIPTION, UNMUTE, MUTE_CONNECTION = "drop_subscription", "unmute", "mute_source"
MAX_LISTED_SUBSCRIPTIONS = 39
"""Subscriptions and mutes that the list shows, of all audiences; each is a block, and a message takes 50."""
MAX_NAMED_SUBSCRIPTIONS = 5
"""Subscriptions that are named in a sentence."""
UNREACHABLE_REASONS = {
    "not_in_channel": "I am not in it any more",
    "channel_not_found": "it is gone, or private and I am not in it",
    "is_archived": "it is archived",
    "is_ext_shared": "another organisation reads it now",
}


def subscriptions_text(overviews: list[SubscriptionOverview]) -> str:
    """All of it in one line."""
    told = [
        f"{_heading(one)}: {', '.join(_subscription_text(s) for s in one.subscriptions) or 'nothing'}"
        for one in overviews
    ]
    return truncate(". ".join(told), MAX_MESSAGE_CHARS)


def subscriptions_blocks(overviews: list[SubscriptionOverview]) -> list[Block]:
    """`/connector subscriptions`."""
    return [
        block
        for one in overviews
        for block in _overview_blocks(one, MAX_LISTED_SUBSCRIPTIONS // len(overviews))
    ]


def _overview_blocks(one: SubscriptionOverview, room: int) -> Iterator[Block]:
    """Two thirds of the room are for what is heard."""
    most = room * 2 // 3
    yield section(f"*{_heading(one)}*")
    if not one.subscriptions:
        yield section("Nothing. `/connector subscribe stripe` changes that.")
    for subscription in one.subscriptions[:most]:
        value = f"{one.recipient} {subscription.key}"
        yield section(
            f"• {_subscription_text(subscription)}", accessory=button(REMOVE_SUBSCRIPTION, "Remove", value)
        )
    if len(one.subscriptions) > most:
        yield context(f"… and {len(one.subscriptions) - most} more")
    for mute in one.mutes[: room - most]:
        value = f"{one.recipient} {mute.connection_id}"
        yield section(f":mute: {_mute_text(mute)}", accessory=button(UNMUTE, "Let it speak", value))
    yield context(*_small_print(one))


def _small_print(one: SubscriptionOverview) -> list[str]:
    lines = [f"Quiet hours: {one.quiet_hours.description}" if one.quiet_hours else "No quiet hours"]
    if not is_person(one.recipient):
        lines.append(f"{one.posts_this_week} of {one.weekly_budget} posts this week")
    if one.unreachable:
        reason = UNREACHABLE_REASONS.get(one.unreachable.error_code, "Slack does not let me in")
        lines.append(f":warning: It waits: I cannot post there ({reason}). Subscribe again once I can.")
    return lines


def _heading(one: SubscriptionOverview) -> str:
    return "You hear of" if is_person(one.recipient) else "This channel hears of"


def _subscription_text(subscription: Subscription) -> str:
    return f"{escape_cut(subscription.description, 150)} ({subscription.severity_description})"


def _mute_text(mute: Mute) -> str:
    return f"`{escape_cut(mute.name, 100)}` is silent here until {slack_date(mute.until)}, by {escape_cut(mute.muted_by_name, 80)}"


def proposal_text(proposal: MuteProposal) -> str:
    """All of it in a line or two."""
    over = f"{proposal.posts} posts in this channel this week; its budget is {proposal.budget}."
    if not proposal.connections:
        return f"{over} No connection stands out, so warnings and above alone may be better."
    return f"{over} {_counted(proposal.connections)} make up {_share(proposal)}. Mute one?"


def proposal_blocks(preferences: Preferences) -> list[Block]:
    """The proposal of a week, with what was muted in it: an older mute let those posts through."""
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
    left = [source for source in proposal.connections if source.connection_id not in muted]
    if left:
        blocks.append({"type": "actions", "elements": [_mute(number, s) for number, s in enumerate(left)]})
    return [*blocks, context(MUTE_HINT)]


MUTE_HINT = (
    "What is muted stays in `/connector status` and in the digest. `/connector subscribe everything warning "
    "and above`, `/connector quiet` and `/connector budget` change what this channel hears."
)


def _mute(number: int, source: NoisyConnection) -> Block:
    return button(f"{MUTE_CONNECTION}_{number}", f"Mute {source.name} for a week", source.connection_id)


def _counted(sources: tuple[NoisyConnection, ...]) -> str:
    counted = [f"{escape_cut(source.name, 100)} {source.posts}" for source in sources]
    return counted[0] if len(counted) == 1 else f"{', '.join(counted[:-1])} and {counted[-1]}"


def _share(proposal: MuteProposal) -> str:
    """In words where they are true, else in per cent."""
    share = proposal.listed_posts / proposal.posts
    if proposal.listed_posts == proposal.posts:
        return "all of them"
    return "half of them" if 0.47 <= share <= 0.53 else f"{share:.0%} of them"


def unreachable_text(preferences: Preferences) -> str:
    """For whoever made subscriptions in a channel that is closed to us."""
    assert preferences.unreachable is not None
    reason = UNREACHABLE_REASONS.get(preferences.unreachable.error_code, "Slack does not let me in")
    told = ", ".join(
        _subscription_text(one) for one in (preferences.subscriptions or ())[:MAX_NAMED_SUBSCRIPTIONS]
    )
    return (
        f"I cannot post in <#{preferences.recipient}>: {reason}. What it wants to hear waits: {told}. "
        "Let me in again and repeat `/connector subscribe` there; nothing else is lost."
    )
