"""Messages that stay: post, update, delete, link."""

from typing import Any

from sandbox import cast
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.methods.content import (
    LONGEST_POST,
    LONGEST_UPDATE,
    content,
    metadata,
    must_be_known,
    target,
)
from sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """chat.postMessage: say something in a channel, a thread or a person's direct messages."""
    where = target(workspace, arguments.needed("channel"), may_open=True)
    words, facts = content(arguments), metadata(arguments)
    must_be_known(workspace, words.blocks)
    thread = arguments.text("thread_ts") or None
    if thread and where.find(thread) is None:
        raise SlackError("thread_not_found")
    message = workspace.post(
        where,
        cast.BOT_USER_ID,
        words.text[:LONGEST_POST],
        words.blocks or [],
        thread_ts=thread,
        broadcast=thread is not None and arguments.flag("reply_broadcast"),
        metadata=facts,
    )
    return {"channel": where.id, "ts": message.ts, "message": message.as_json(with_metadata=True)}


def update(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """chat.update: other words in our own message; blocks and metadata stay unless given."""
    where, message = _ours(workspace, arguments, "cant_update_message")
    words = content(arguments)
    if len(words.text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    if arguments.data("metadata", "invalid_metadata_format") is not None:
        message.metadata = metadata(arguments)
    workspace.edit(message, words.text, words.blocks)
    shown = message.as_json(with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """chat.delete: take our own message away."""
    where, message = _ours(workspace, arguments, "cant_delete_message")
    workspace.delete(message)
    return {"channel": where.id, "ts": message.ts}


def permalink(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """chat.getPermalink: a link that opens a message."""
    where = target(workspace, arguments.needed("channel"), may_open=False)
    message = where.find(arguments.needed("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": where.id, "permalink": link(message)}


def link(message: Message) -> str:
    """The permalink of a message; a reply's names its thread."""
    place = f"https://{cast.TEAM_DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{place}?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else place


def _ours(workspace: Workspace, arguments: Arguments, forbidden: str) -> tuple[Conversation, Message]:
    where = workspace.conversations.get(arguments.needed("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    message = where.find(arguments.needed("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(forbidden)
    return where, message
