"""Account, groups, destinations, users and roles."""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.door import KEYS, Call
from sandbox.fivetran.envelope import conflict, done, invalid, missing, success
from sandbox.fivetran.paging import listed, page
from sandbox.fivetran.people import roles


def info(call: Call) -> Response:
    """Whose key this is: a system key, tied to no user."""
    ids = {"account_id": "sandbox_account", "system_key_id": call.key.replace("-", "_")}
    return success({**ids, "account_name": "Example Works"})


def list_groups(call: Call) -> Response:
    """The groups that the key may see."""
    visible = [] if KEYS[call.key] == "nothing" else list(call.world.fivetran.groups.values())
    return success(listed(*page(visible, call.query)))


def show_group(call: Call) -> Response:
    """One group."""
    return success(call.world.fivetran.group(call.path["group"], call.key))


def list_members(call: Call) -> Response:
    """The users of a group, each with the role there."""
    account = call.world.fivetran
    account.group(call.path["group"], call.key)
    roles_there = account.members.get(call.path["group"], {})
    people = [{**account.users[ident], "role": role} for ident, role in roles_there.items()]
    return success(listed(*page(_active(people, call), call.query)))


def add_member(call: Call) -> Response:
    """Let an existing user into a group; found by e-mail address."""
    account = call.world.fivetran
    account.group(call.path["group"], call.key)
    user = next((user for user in account.users.values() if user["email"] == call.body.get("email")), None)
    if user is None:
        raise missing("User", str(call.body.get("email")))
    if call.body.get("role") not in {role["name"] for role in roles()}:
        raise invalid("Field 'role' must be the name of a role")
    members = account.members.setdefault(call.path["group"], {})
    if user["id"] in members:
        raise conflict("The user is in this group already.")
    members[user["id"]] = call.body["role"]
    return done("User has been added to the group")


def remove_member(call: Call) -> Response:
    """Take a user out of a group."""
    account = call.world.fivetran
    account.group(call.path["group"], call.key)
    if account.members.get(call.path["group"], {}).pop(call.path["user"], None) is None:
        raise missing("User", call.path["user"])
    return done("User has been removed from the group")


def list_destinations(call: Call) -> Response:
    """The destinations, without their `config`."""
    found = [] if KEYS[call.key] == "nothing" else list(call.world.fivetran.destinations.values())
    bare = [{name: value for name, value in item.items() if name != "config"} for item in found]
    return success(listed(*page(bare, call.query)))


def show_destination(call: Call) -> Response:
    """One destination; it has the id of its group."""
    found = call.world.fivetran.destinations.get(call.path["id"])
    if found is None or KEYS[call.key] == "nothing":
        raise missing("Destination", call.path["id"])
    return success(found)


def list_users(call: Call) -> Response:
    """Every user of the account; there is no look-up by e-mail address."""
    people = list(call.world.fivetran.users.values())
    return success(listed(*page(_active(people, call), call.query)))


def show_user(call: Call) -> Response:
    """One user."""
    user = call.world.fivetran.users.get(call.path["id"])
    if user is None:
        raise missing("User", call.path["id"])
    return success(user)


def list_roles(call: Call) -> Response:
    """The roles that can be given."""
    return success(listed(*page(roles(), call.query)))


def _active(people: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    wanted = call.query.get("active")
    return [user for user in people if wanted is None or str(user["active"]).lower() == wanted.lower()]
