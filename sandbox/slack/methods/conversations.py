"""Channels and DMs: details and members."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Conversation
from sandbox.slack.methods.paging import page
from sandbox.slack.scopes import require, require_any
from sandbox.slack.workspace import Workspace

KINDS = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}


def find_conversation(workspace: Workspace, arguments: Arguments, right: str) -> Conversation:
    """Return the requested conversation. Raises SlackError `channel_not_found` or `missing_scope`."""
    where = workspace.conversations.get(arguments.required("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    require(f"{'im' if where.person else 'channels'}:{right}", workspace.scopes)
    return where


def conversation_info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.info, including whether the channel is shared."""
    where = workspace.conversations.get(arguments.required("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    # Any read scope is enough for the DM with the app.
    require_any(["channels:read", "groups:read", "im:read", "mpim:read"], workspace.scopes)
    counted = {"num_members": len(where.members)} if arguments.flag("include_num_members") else {}
    return {"channel": where.as_json() | counted}


def list_conversations(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.list by type (default: public channels)."""
    kinds = [kind.strip() for kind in arguments.text("types", "public_channel").split(",")]
    if not set(kinds) <= KINDS.keys():
        raise SlackError("invalid_types")
    for kind in kinds:
        require(f"{KINDS[kind]}:read", workspace.scopes)
    listed = [
        one.as_json() for one in workspace.conversations.values() if ("im" if one.person else "public_channel") in kinds
    ]
    channels, following = page(listed, arguments)
    return {"channels": channels, **following}


def list_members(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.members."""
    where = find_conversation(workspace, arguments, "read")
    ids, following = page(where.members, arguments)
    return {"members": ids, **following}


def open_dm(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle conversations.open: the DM with one person."""
    users = [one for one in arguments.text("users").split(",") if one]
    if "channel" in arguments:
        where = workspace.conversations.get(arguments.text("channel"))
        if where is None or not where.person:
            raise SlackError("channel_not_found")
        return _opened(where, arguments)
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise invalid("invalid_arguments", ["[ERROR] the sandbox supports direct messages with one person only"])
    return _opened(_dm_with(workspace, users[0]), arguments)


def _dm_with(workspace: Workspace, user_id: str) -> Conversation:
    person = workspace.directory.get(user_id)
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    return workspace.dm(person.id)


def _opened(where: Conversation, arguments: Arguments) -> dict[str, Any]:
    return {"channel": where.as_json() if arguments.flag("return_im") else {"id": where.id}}
