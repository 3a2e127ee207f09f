"""Messages as one person sees them."""

from typing import Any

from sandbox.cast import Person
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.reading.lines import block_lines
from sandbox.slack.reading.markup import Reader
from sandbox.slack.workspace import Workspace


def reader(workspace: Workspace, person: Person) -> Reader:
    """The eyes of `person`, now."""

    def channel(channel_id: str) -> str:
        found = workspace.conversations.get(channel_id)
        return found.name if found else channel_id

    return Reader(person.tz, workspace.world.clock.now(), workspace.directory.name, channel)


def text_of(message: Message, eyes: Reader) -> str:
    """What stands in the message: its blocks if it has any, else its text."""
    return "\n".join(block_lines(message.blocks, eyes)) if message.blocks else eyes.mrkdwn(message.text)


def as_seen(workspace: Workspace, person: Person, message: Message) -> dict[str, Any]:
    """One message for the control API; `fallback` is what screen readers and notifications say."""
    eyes = reader(workspace, person)
    where = workspace.conversations[message.channel]
    replies = len(where.thread(message.ts)) - 1 if message.only_for is None else 0
    return {
        "ts": message.ts,
        "channel": f"#{where.name}" if not where.person else "dm",
        "from": workspace.directory.name(message.user),
        "text": text_of(message, eyes),
        "fallback": eyes.mrkdwn(message.text),
        "ephemeral": message.only_for is not None,
        "edited": message.edited_ts is not None,
        "thread_ts": message.thread_ts,
        "reply_count": max(replies, 0) if message.thread_ts in (None, message.ts) else 0,
        "blocks": message.blocks,
    }


def visible(where: Conversation, person: Person, thread: str | None = None) -> list[Message]:
    """The messages `person` sees in the channel itself, or in one thread of it."""
    seen = [one for one in where.messages if one.visible_to(person.id)]
    if thread is not None:
        return [one for one in seen if thread in (one.ts, one.thread_ts)]
    return [one for one in seen if one.in_channel]
