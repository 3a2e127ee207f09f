"""Who hears what: the list with its buttons, the proposal to mute something, and a closed door."""

from collections.abc import Iterator

from bot.slack.views.blocks import MESSAGE_TEXT, Block, button, context, cut, safe, section, when
from workflows.subscriptions.model import Subscription, is_person
from workflows.subscriptions.notification_budget import Proposal, Source
from workflows.subscriptions.overview import Standing
from workflows.subscriptions.preferences import Mute, Preferences

DROP, UNMUTE, MUTE = "drop_subscription", "unmute", "mute_source"
LISTED = 39
"""Subscriptions and mutes that the list shows, of all audiences; each is a block, and a message takes 50."""
NAMED = 5
"""Subscriptions that are named in a sentence."""
REASONS = {
    "not_in_channel": "I am not in it any more",
    "channel_not_found": "it is gone, or private and I am not in it",
    "is_archived": "it is archived",
    "is_ext_shared": "another organisation reads it now",
}


def standing_text(standings: list[Standing]) -> str:
    """All of it in one line."""
    told = [
        f"{_whom(one)}: {', '.join(_said(s) for s in one.subscriptions) or 'nothing'}" for one in standings
    ]
    return cut(". ".join(told), MESSAGE_TEXT)


def standing_blocks(standings: list[Standing]) -> list[Block]:
    """`/connector subscriptions`."""
    return [block for one in standings for block in _standing(one, LISTED // len(standings))]


def _standing(one: Standing, room: int) -> Iterator[Block]:
    """Two thirds of the room are for what is heard."""
    most = room * 2 // 3
    yield section(f"*{_whom(one)}*")
    if not one.subscriptions:
        yield section("Nothing. `/connector subscribe stripe` changes that.")
    for subscription in one.subscriptions[:most]:
        value = f"{one.audience} {subscription.key}"
        yield section(f"• {_said(subscription)}", accessory=button(DROP, "Remove", value))
    if len(one.subscriptions) > most:
        yield context(f"… and {len(one.subscriptions) - most} more")
    for mute in one.mutes[: room - most]:
        value = f"{one.audience} {mute.connection_id}"
        yield section(f":mute: {_muted(mute)}", accessory=button(UNMUTE, "Let it speak", value))
    yield context(*_small_print(one))


def _small_print(one: Standing) -> list[str]:
    lines = [f"Quiet hours: {one.quiet.words}" if one.quiet else "No quiet hours"]
    if not is_person(one.audience):
        lines.append(f"{one.posts} of {one.budget} posts this week")
    if one.closed:
        reason = REASONS.get(one.closed.code, "Slack does not let me in")
        lines.append(f":warning: It waits: I cannot post there ({reason}). Subscribe again once I can.")
    return lines


def _whom(one: Standing) -> str:
    return "You hear of" if is_person(one.audience) else "This channel hears of"


def _said(subscription: Subscription) -> str:
    return f"{safe(subscription.words, 150)} ({subscription.degree})"


def _muted(mute: Mute) -> str:
    return f"`{safe(mute.name, 100)}` is silent here until {when(mute.until)}, by {safe(mute.who, 80)}"


def proposal_text(proposal: Proposal) -> str:
    """All of it in a line or two."""
    over = f"{proposal.posts} posts in this channel this week; its budget is {proposal.budget}."
    if not proposal.sources:
        return f"{over} No connection stands out, so warnings and above alone may be better."
    return f"{over} {_counted(proposal.sources)} make up {_share(proposal)}. Mute one?"


def proposal_blocks(preferences: Preferences) -> list[Block]:
    """The proposal of a week, with what was muted in it: an older mute let those posts through."""
    proposal = preferences.proposal
    if proposal is None:
        return []
    muted = {mute.connection_id: mute for mute in preferences.mutes if mute.at >= proposal.week}
    blocks = [section(f":bell: *{proposal_text(proposal)}*")]
    blocks += [
        section(f":mute: {_muted(muted[s.connection_id])}")
        for s in proposal.sources
        if s.connection_id in muted
    ]
    left = [source for source in proposal.sources if source.connection_id not in muted]
    if left:
        blocks.append({"type": "actions", "elements": [_mute(number, s) for number, s in enumerate(left)]})
    return [*blocks, context(HINT)]


HINT = (
    "What is muted stays in `/connector status` and in the digest. `/connector subscribe everything warning "
    "and above`, `/connector quiet` and `/connector budget` change what this channel hears."
)


def _mute(number: int, source: Source) -> Block:
    return button(f"{MUTE}_{number}", f"Mute {source.name} for a week", source.connection_id)


def _counted(sources: tuple[Source, ...]) -> str:
    counted = [f"{safe(source.name, 100)} {source.posts}" for source in sources]
    return counted[0] if len(counted) == 1 else f"{', '.join(counted[:-1])} and {counted[-1]}"


def _share(proposal: Proposal) -> str:
    """In words where they are true, else in per cent."""
    share = proposal.theirs / proposal.posts
    if proposal.theirs == proposal.posts:
        return "all of them"
    return "half of them" if 0.47 <= share <= 0.53 else f"{share:.0%} of them"


def shut_out_text(preferences: Preferences) -> str:
    """For whoever made subscriptions in a channel that is closed to us."""
    assert preferences.closed is not None
    reason = REASONS.get(preferences.closed.code, "Slack does not let me in")
    told = ", ".join(_said(one) for one in (preferences.subscriptions or ())[:NAMED])
    return (
        f"I cannot post in <#{preferences.audience}>: {reason}. What it wants to hear waits: {told}. "
        "Let me in again and repeat `/connector subscribe` there; nothing else is lost."
    )
