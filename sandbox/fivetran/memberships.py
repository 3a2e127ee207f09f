"""Teams, and the roles of users and teams in groups and connections.

https://fivetran.com/docs/rest-api/api-reference/teams, and the same for users
"""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.endpoint import Call, Handler
from sandbox.fivetran.envelope import conflict, invalid, not_found, success
from sandbox.fivetran.paging import list_body, page
from sandbox.fivetran.users import roles

SINCE = "2026-01-05T09:00:00.000000Z"
KINDS = {"users": "User", "teams": "Team", "groups": "Group", "connections": "Connection"}


def list_teams(call: Call) -> Response:
    """List the teams, without their users."""
    teams = call.account.teams.values()
    bare = [{name: value for name, value in team.items() if name != "users"} for team in teams]
    return success(list_body(*page(bare, call.query)))


def list_team_users(call: Call) -> Response:
    """List the users of a team by id."""
    team = call.account.teams.get(call.path["id"])
    if team is None:
        raise not_found("Team", call.path["id"])
    people = [{"user_id": one, "role": role, "created_at": SINCE} for one, role in team["users"].items()]
    return success(list_body(*page(people, call.query)))


def index(whose: str, where: str) -> Handler:
    """Return a handler that lists roles of users or teams (`whose`) in groups or connections (`where`)."""

    def answer(call: Call) -> Response:
        items = [_membership(one, role) for one, role in _roles(call, whose, where).items()]
        return success(list_body(*page(items, call.query)))

    return answer


def create(whose: str, where: str) -> Handler:
    """Return a handler that grants a role. A second role in the same place is a conflict."""

    def answer(call: Call) -> Response:
        known, ident, role = _roles(call, whose, where), call.body.get("id"), call.body.get("role")
        if role not in {one["name"] for one in roles()}:
            raise invalid("Field 'role' must be the name of a role")
        if ident not in getattr(call.account, where):
            raise not_found(KINDS[where], str(ident))
        if ident in known:
            raise conflict("The membership already exists.")
        known[str(ident)] = str(role)
        return success(_membership(str(ident), str(role)), 201)

    return answer


def _roles(call: Call, whose: str, where: str) -> dict[str, str]:
    account, ident = call.account, call.path["id"]
    if ident not in getattr(account, whose):
        raise not_found(KINDS[whose], ident)
    return account.memberships.setdefault((whose, ident, where), {})


def _membership(ident: str, role: str) -> dict[str, Any]:
    return {"id": ident, "role": role, "created_at": SINCE}
