"""Channels and direct messages: facts and members."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Conversation
from sandbox.slack.methods.paging import page
from sandbox.slack.scopes import require, require_any
from sandbox.slack.workspace import Workspace

KINDS = {"public_channel": "channels", "private_channel": "groups", "mpim": "mpim", "im": "im"}


def found(workspace: Workspace, arguments: Arguments, right: str) -> Conversation:
    """The conversation asked for. Raises SlackError `channel_not_found` or `missing_scope`."""
    where = workspace.conversations.get(arguments.needed("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    require(f"{'im' if where.person else 'channels'}:{right}", workspace.scopes)
    return where


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """conversations.info: what a channel is, and whether outsiders are in it."""
    where = workspace.conversations.get(arguments.needed("channel"))
    if where is None:
        raise SlackError("channel_not_found")
    # A direct message with the app itself may be looked at with any of the read scopes.
    require_any(["channels:read", "groups:read", "im:read", "mpim:read"], workspace.scopes)
    counted = {"num_members": len(where.members)} if arguments.flag("include_num_members") else {}
    return {"channel": where.as_json() | counted}


def every(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """conversations.list: channels of the types asked for, public ones by default."""
    kinds = [kind.strip() for kind in arguments.text("types", "public_channel").split(",")]
    if not set(kinds) <= KINDS.keys():
        raise SlackError("invalid_types")
    for kind in kinds:
        require(f"{KINDS[kind]}:read", workspace.scopes)
    listed = [
        one.as_json()
        for one in workspace.conversations.values()
        if ("im" if one.person else "public_channel") in kinds
    ]
    channels, following = page(listed, arguments)
    return {"channels": channels, **following}


def members(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """conversations.members: the ids of everybody in it."""
    where = found(workspace, arguments, "read")
    ids, following = page(where.members, arguments)
    return {"members": ids, **following}


def open_dm(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """conversations.open: the direct messages with one person."""
    users = [one for one in arguments.text("users").split(",") if one]
    if "channel" in arguments:
        where = workspace.conversations.get(arguments.text("channel"))
        if where is None or not where.person:
            raise SlackError("channel_not_found")
        return _opened(where, arguments)
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise invalid("invalid_arguments", ["[ERROR] the sandbox has direct messages with one person only"])
    return _opened(_with(workspace, users[0]), arguments)


def _with(workspace: Workspace, user_id: str) -> Conversation:
    person = workspace.directory.get(user_id)
    if person is None:
        raise SlackError("user_not_found")
    if person.deleted:
        raise SlackError("user_disabled")
    return workspace.dm(person.id)


def _opened(where: Conversation, arguments: Arguments) -> dict[str, Any]:
    return {"channel": where.as_json() if arguments.flag("return_im") else {"id": where.id}}
