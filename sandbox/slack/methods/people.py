"""People and user groups."""

from typing import Any

from sandbox import cast
from sandbox.cast import Person
from sandbox.slack.arguments import Arguments
from sandbox.slack.directory import UPDATED, bot_json, user_json
from sandbox.slack.errors import SlackError
from sandbox.slack.methods.paging import page
from sandbox.slack.scopes import require
from sandbox.slack.workspace import Workspace


def info(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """users.info: one person, outsiders of shared channels too."""
    user_id = arguments.needed("user")
    if user_id == cast.BOT_USER_ID:
        return {"user": bot_json()}
    person = workspace.directory.get(user_id)
    if person is None:
        raise SlackError("user_not_found")
    return {"user": _shown(workspace, person)}


def everybody(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """users.list: everybody of the workspace, deactivated people and our app too."""
    own = [_shown(workspace, one) for one in workspace.directory.people if one.team_id == cast.TEAM_ID]
    members, following = page([*own, bot_json()], arguments)
    return {"members": members, "cache_ts": int(workspace.world.clock.now()), **following}


def by_email(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """users.lookupByEmail: an active person of the workspace."""
    require("users:read", workspace.scopes)
    email = arguments.needed("email").casefold()
    for person in workspace.directory.people:
        if person.email.casefold() == email and person.team_id == cast.TEAM_ID and not person.deleted:
            return {"user": _shown(workspace, person)}
    raise SlackError("users_not_found")


def groups(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """usergroups.list: the one group there is."""
    members = workspace.directory.group
    shown = {
        "id": cast.GROUP_ID,
        "team_id": cast.TEAM_ID,
        "is_usergroup": True,
        "name": cast.GROUP_NAME,
        "description": "They run the pipelines",
        "handle": cast.GROUP_HANDLE,
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


def group_members(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """usergroups.users.list: members as listed, deactivated ones too (that is for the caller to notice)."""
    if arguments.needed("usergroup") != cast.GROUP_ID:
        raise SlackError("no_such_subteam")
    return {"users": list(workspace.directory.group)}


def _shown(workspace: Workspace, person: Person) -> dict[str, Any]:
    with_email = "users:read.email" in workspace.scopes
    return user_json(person, at=workspace.world.clock.now(), with_email=with_email)
