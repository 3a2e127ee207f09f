"""Messages: post, update, delete, and link."""

from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.methods.content import (
    MAX_POST_LENGTH,
    MAX_UPDATE_LENGTH,
    find_target,
    parse_content,
    parse_metadata,
    require_known_blocks,
)
from sandbox.slack.workspace import Workspace


def post_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.postMessage: post to a channel, a thread, or a DM."""
    where = find_target(workspace, arguments.required("channel"), may_open=True)
    words, facts = parse_content(arguments), parse_metadata(arguments)
    require_known_blocks(workspace, words.blocks)
    thread = arguments.text("thread_ts") or None
    if thread and where.find(thread) is None:
        raise SlackError("thread_not_found")
    message = workspace.post(
        where,
        people.BOT_USER_ID,
        words.text[:MAX_POST_LENGTH],
        words.blocks or [],
        thread_ts=thread,
        broadcast=thread is not None and arguments.flag("reply_broadcast"),
        metadata=facts,
    )
    return {"channel": where.id, "ts": message.ts, "message": message.as_json(with_metadata=True)}


def update_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.update: change the app's own message. Blocks and metadata stay unless given."""
    where, message = _own_message(workspace, arguments, "cant_update_message")
    words = parse_content(arguments)
    if len(words.text) > MAX_UPDATE_LENGTH:
        raise SlackError("msg_too_long")
    if arguments.data("metadata", "invalid_metadata_format") is not None:
        message.metadata = parse_metadata(arguments)
    workspace.edit(message, words.text, words.blocks)
    shown = message.as_json(with_metadata=True)
    return {"channel": where.id, "ts": message.ts, "text": message.text, "message": shown}


def delete_message(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.delete: delete the app's own message."""
    where, message = _own_message(workspace, arguments, "cant_delete_message")
    workspace.delete(message)
    return {"channel": where.id, "ts": message.ts}


def permalink(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.getPermalink."""
    where = find_target(workspace, arguments.required("channel"), may_open=False)
    message = where.find(arguments.required("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": where.id, "permalink": link(message)}


def link(message: Message) -> str:
    """Return the permalink of a message. A reply's link names its thread."""
    place = f"https://{people.TEAM_DOMAIN}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{place}?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else place


def _own_message(workspace: Workspace, arguments: Arguments, forbidden: str) -> tuple[Conversation, Message]:
    where = workspace.conversations.get(arguments.required("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    message = where.find(arguments.required("ts"))
    if message is None:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(forbidden)
    return where, message
