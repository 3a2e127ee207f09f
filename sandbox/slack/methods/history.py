"""Conversation history."""

from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.methods.conversations import find_conversation
from sandbox.slack.methods.paging import page
from sandbox.slack.workspace import Workspace


def history(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.history: newest first, without replies and ephemeral messages."""
    where = _readable_conversation(workspace, arguments)
    listed = [one for one in where.messages if one.only_for is None and one.in_channel]
    return _page_of(where, list(reversed(_between(listed, arguments))), arguments)


def replies(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.replies: a message and its thread, oldest first.

    Replies stay when their parent is deleted.
    """
    where = _readable_conversation(workspace, arguments)
    ts = arguments.required("ts")
    message = where.find(ts)
    thread = where.thread(message.thread_ts or ts if message else ts)
    if not thread:
        raise SlackError("thread_not_found")
    return _page_of(where, _between(thread, arguments), arguments)


def _readable_conversation(workspace: Workspace, arguments: Arguments) -> Conversation:
    where = find_conversation(workspace, arguments, "history")
    if people.BOT_USER_ID not in where.members:
        raise SlackError("not_in_channel")
    return where


def _between(messages: list[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = float(arguments.text("oldest", "0")), float(arguments.text("latest") or "inf")
    edges = arguments.flag("inclusive")
    return [one for one in messages if oldest < float(one.ts) < latest or (edges and float(one.ts) in (oldest, latest))]


def _page_of(where: Conversation, messages: list[Message], arguments: Arguments) -> dict[str, Any]:
    with_metadata = arguments.flag("include_all_metadata")
    shown, following = page(messages, arguments, 999)
    more = bool(following["response_metadata"]["next_cursor"])
    return {
        "messages": [where.listed(one, with_metadata=with_metadata) for one in shown],
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
        **(following if more else {}),
    }
