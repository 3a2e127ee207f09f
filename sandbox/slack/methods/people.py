"""People and user groups."""

from typing import Any

from sandbox import people
from sandbox.people import Person
from sandbox.slack.arguments import Arguments
from sandbox.slack.directory import UPDATED, bot_json, user_json
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.paging import page
from sandbox.slack.scopes import require
from sandbox.slack.workspace import Workspace


def user_info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle users.info, including people of shared channels."""
    user_id = arguments.required("user")
    if user_id == people.BOT_USER_ID:
        return {"user": bot_json()}
    person = workspace.directory.get(user_id)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _user(workspace, person)}


def list_users(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle users.list, including deactivated people and the app."""
    own = [_user(workspace, one) for one in workspace.directory.people if one.team_id == people.TEAM_ID]
    members, following = page([*own, bot_json()], arguments)
    return {"members": members, "cache_ts": int(workspace.env.clock.now()), **following}


def lookup_by_email(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle users.lookupByEmail: an active person of the workspace."""
    require("users:read", workspace.scopes)
    email = arguments.required("email").casefold()
    for person in workspace.directory.people:
        if person.email.casefold() == email and person.team_id == people.TEAM_ID and not person.deleted:
            return {"user": _user(workspace, person)}
    raise SlackError("users_not_found")


def list_groups(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle usergroups.list: the workspace has one group."""
    members = workspace.directory.group
    shown = {
        "id": people.GROUP_ID,
        "team_id": people.TEAM_ID,
        "is_usergroup": True,
        "name": people.GROUP_NAME,
        "description": "They run the pipelines",
        "handle": people.GROUP_HANDLE,
        "is_external": False,
        "date_create": UPDATED,
        "date_update": UPDATED,
        "date_delete": 0,
        "created_by": "U0BO",
        "updated_by": "U0BO",
        "prefs": {"channels": [], "groups": []},
        "user_count": len(members),
    }
    return {"usergroups": [shown | ({"users": members} if arguments.flag("include_users") else {})]}


def list_group_members(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle usergroups.users.list, including deactivated members. Callers must filter them."""
    if arguments.required("usergroup") != people.GROUP_ID:
        raise SlackError("no_such_subteam")
    return {"users": list(workspace.directory.group)}


def _user(workspace: Workspace, person: Person) -> dict[str, Any]:
    with_email = "users:read.email" in workspace.scopes
    return user_json(person, at=workspace.env.clock.now(), with_email=with_email)
