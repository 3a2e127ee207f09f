"""Teams, and the roles that users and teams have in groups and connections.

https://fivetran.com/docs/rest-api/api-reference/teams, and the same for users
"""

from typing import Any

from starlette.responses import Response

from sandbox.fivetran.door import Call, Handler
from sandbox.fivetran.envelope import conflict, invalid, missing, success
from sandbox.fivetran.paging import listed, page
from sandbox.fivetran.people import roles

SINCE = "2026-01-05T09:00:00.000000Z"
KINDS = {"users": "User", "teams": "Team", "groups": "Group", "connections": "Connection"}


def list_teams(call: Call) -> Response:
    """Every team, without its people."""
    teams = call.world.fivetran.teams.values()
    bare = [{name: value for name, value in team.items() if name != "users"} for team in teams]
    return success(listed(*page(bare, call.query)))


def list_team_users(call: Call) -> Response:
    """Who is in a team, by id."""
    team = call.world.fivetran.teams.get(call.path["id"])
    if team is None:
        raise missing("Team", call.path["id"])
    people = [{"user_id": one, "role": role, "created_at": SINCE} for one, role in team["users"].items()]
    return success(listed(*page(people, call.query)))


def index(whose: str, where: str) -> Handler:
    """The roles of a user or team (`whose`) in groups or connections (`where`)."""

    def answer(call: Call) -> Response:
        items = [_membership(one, role) for one, role in _known(call, whose, where).items()]
        return success(listed(*page(items, call.query)))

    return answer


def create(whose: str, where: str) -> Handler:
    """Give a role; a second one in the same place is a conflict."""

    def answer(call: Call) -> Response:
        known, ident, role = _known(call, whose, where), call.body.get("id"), call.body.get("role")
        if role not in {one["name"] for one in roles()}:
            raise invalid("Field 'role' must be the name of a role")
        if ident not in getattr(call.world.fivetran, where):
            raise missing(KINDS[where], str(ident))
        if ident in known:
            raise conflict("The membership exists already.")
        known[str(ident)] = str(role)
        return success(_membership(str(ident), str(role)), 201)

    return answer


def _known(call: Call, whose: str, where: str) -> dict[str, str]:
    account, ident = call.world.fivetran, call.path["id"]
    if ident not in getattr(account, whose):
        raise missing(KINDS[whose], ident)
    return account.memberships.setdefault((whose, ident, where), {})


def _membership(ident: str, role: str) -> dict[str, Any]:
    return {"id": ident, "role": role, "created_at": SINCE}
