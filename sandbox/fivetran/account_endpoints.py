"""Endpoints for the account, groups, destinations, users, and roles."""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.api_keys import KEYS
from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import conflict, invalid, message_only, not_found, success
from sandbox.fivetran.paging import list_body, page
from sandbox.fivetran.users import roles

TEN_DAYS = 864_000


def show_account(call: Call) -> Response:
    """Return the account and the system key of the call."""
    ids = {"account_id": "sandbox_account", "system_key_id": call.key.replace("-", "_")}
    return success({**ids, "account_name": "Example Works"})


def show_system_key(call: Call) -> Response:
    """Return the system key of the call. No key can read the others."""
    if call.path["id"] != call.key.replace("-", "_"):
        raise not_found("SystemKey", call.path["id"])
    expires = call.account.clock.iso(call.account.clock.now() + TEN_DAYS) if call.key == "sandbox-expiring" else None
    return success({"id": call.path["id"], "name": call.key, "expired_at": expires})


def list_groups(call: Call) -> Response:
    """List the groups that the key can access."""
    visible = [] if KEYS[call.key] == "nothing" else list(call.account.groups.values())
    return success(list_body(*page(visible, call.query)))


def show_group(call: Call) -> Response:
    """Return one group."""
    return success(call.account.group(call.path["group"], call.key))


def list_members(call: Call) -> Response:
    """List the users of a group with their roles."""
    account = call.account
    account.group(call.path["group"], call.key)
    roles_there = account.members.get(call.path["group"], {})
    people = [{**account.users[ident], "role": role} for ident, role in roles_there.items()]
    return success(list_body(*page(_active(people, call), call.query)))


def add_member(call: Call) -> Response:
    """Add an existing user to a group by email address."""
    account = call.account
    account.group(call.path["group"], call.key)
    user = next((user for user in account.users.values() if user["email"] == call.body.get("email")), None)
    if user is None:
        raise not_found("User", str(call.body.get("email")))
    if call.body.get("role") not in {role["name"] for role in roles()}:
        raise invalid("Field 'role' must be the name of a role")
    members = account.members.setdefault(call.path["group"], {})
    if user["id"] in members:
        raise conflict("The user is already in this group.")
    members[user["id"]] = call.body["role"]
    return message_only("User has been added to the group")


def remove_member(call: Call) -> Response:
    """Remove a user from a group."""
    account = call.account
    account.group(call.path["group"], call.key)
    if account.members.get(call.path["group"], {}).pop(call.path["user"], None) is None:
        raise not_found("User", call.path["user"])
    return message_only("User has been removed from the group")


def list_destinations(call: Call) -> Response:
    """List the destinations, without their `config`."""
    found = [] if KEYS[call.key] == "nothing" else list(call.account.destinations.values())
    bare = [{name: value for name, value in item.items() if name != "config"} for item in found]
    return success(list_body(*page(bare, call.query)))


def show_destination(call: Call) -> Response:
    """Return one destination. It has the id of its group."""
    found = call.account.destinations.get(call.path["id"])
    if found is None or KEYS[call.key] == "nothing":
        raise not_found("Destination", call.path["id"])
    return success(found)


def list_users(call: Call) -> Response:
    """List the users of the account. The API has no lookup by email address."""
    people = list(call.account.users.values())
    return success(list_body(*page(_active(people, call), call.query)))


def show_user(call: Call) -> Response:
    """Return one user."""
    user = call.account.users.get(call.path["id"])
    if user is None:
        raise not_found("User", call.path["id"])
    return success(user)


def list_roles(call: Call) -> Response:
    """List the roles."""
    return success(list_body(*page(roles(), call.query)))


def _active(people: list[dict[str, Any]], call: Call) -> list[dict[str, Any]]:
    wanted = call.query.get("active")
    return [user for user in people if wanted is None or str(user["active"]).lower() == wanted.lower()]
