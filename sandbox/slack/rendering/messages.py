"""Messages as one person reads them."""

from typing import Any

from sandbox.people import Person
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.rendering.lines import block_lines
from sandbox.slack.rendering.markup import Reader
from sandbox.slack.workspace import Workspace


def create_reader(workspace: Workspace, person: Person) -> Reader:
    """Create the reader for `person` at this moment."""

    def channel(channel_id: str) -> str:
        found = workspace.conversations.get(channel_id)
        return found.name if found else channel_id

    return Reader(person.tz, workspace.env.clock.now(), workspace.directory.name, channel)


def message_text(message: Message, reader: Reader) -> str:
    """Return the message's blocks as text, or its text without blocks, then the previews of its links."""
    lines = block_lines(message.blocks, reader) if message.blocks else [reader.mrkdwn(message.text)]
    previews = [block_lines(one.get("blocks", []), reader) for one in message.attachments]
    return "\n".join([*lines, *(f"> {line}" for preview in previews for line in preview)])


def message_json(workspace: Workspace, person: Person, message: Message) -> dict[str, Any]:
    """Return one message for the control API. `fallback` is the text of notifications and screen readers."""
    reader = create_reader(workspace, person)
    where = workspace.conversations[message.channel]
    replies = len(where.thread(message.ts)) - 1 if message.only_for is None else 0
    return {
        "ts": message.ts,
        "channel": f"#{where.name}" if not where.person else "dm",
        "from": workspace.directory.name(message.user),
        "text": message_text(message, reader),
        "fallback": reader.mrkdwn(message.text),
        "ephemeral": message.only_for is not None,
        "edited": message.edited_ts is not None,
        "thread_ts": message.thread_ts,
        "reply_count": max(replies, 0) if message.thread_ts in (None, message.ts) else 0,
        "blocks": message.blocks,
    }


def visible_messages(where: Conversation, person: Person, thread: str | None = None) -> list[Message]:
    """Return the messages that `person` sees in the channel, or in one thread."""
    seen = [one for one in where.messages if one.visible_to(person.id)]
    if thread is not None:
        return [one for one in seen if thread in (one.ts, one.thread_ts)]
    return [one for one in seen if one.in_channel]
