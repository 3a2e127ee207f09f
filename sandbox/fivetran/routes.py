"""Every path of the pretend Fivetran, below `/fivetran`."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.fivetran import access, actions, connections, memberships, metadata, schemas, subscriptions
from sandbox.fivetran.card_setup import setup
from sandbox.fivetran.creation import create
from sandbox.fivetran.door import Door, Handler
from sandbox.fivetran.envelope import success

if TYPE_CHECKING:
    from sandbox.world import World

METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT"]
ONE = "/v1/connections/{id}"

PATHS: dict[str, dict[str, Handler]] = {
    "/v1/account/info": {"GET": access.info},
    "/v1/groups": {"GET": access.list_groups},
    "/v1/groups/{group}": {"GET": access.show_group},
    "/v1/groups/{group}/users": {"GET": access.list_members, "POST": access.add_member},
    "/v1/groups/{group}/users/{user}": {"DELETE": access.remove_member},
    "/v1/groups/{group}/connections": {"GET": connections.index},
    "/v1/destinations": {"GET": access.list_destinations},
    "/v1/destinations/{id}": {"GET": access.show_destination},
    "/v1/users": {"GET": access.list_users},
    "/v1/users/{id}": {"GET": access.show_user},
    "/v1/roles": {"GET": access.list_roles},
    "/v1/teams": {"GET": memberships.list_teams},
    "/v1/teams/{id}/users": {"GET": memberships.list_team_users},
    **{
        f"/v1/{whose}/{{id}}/{where}": {
            "GET": memberships.index(whose, where),
            "POST": memberships.create(whose, where),
        }
        for whose in ("users", "teams")
        for where in ("groups", "connections")
    },
    "/v1/metadata/connector-types": {"GET": metadata.index},
    "/v1/metadata/connector-types/{id}": {"GET": metadata.show},
    "/v1/connections": {"GET": connections.index, "POST": create},
    ONE: {"GET": connections.show, "PATCH": connections.change, "DELETE": connections.delete},
    f"{ONE}/test": {"POST": actions.test},
    f"{ONE}/sync": {"POST": actions.sync},
    f"{ONE}/resync": {"POST": actions.resync},
    f"{ONE}/connect-card": {"POST": actions.connect_card},
    f"{ONE}/sync-history": {"GET": actions.sync_history},
    f"{ONE}/schemas": {"GET": schemas.show, "PATCH": schemas.change},
    f"{ONE}/schemas/reload": {"POST": schemas.reload},
    f"{ONE}/schemas/{{schema}}/tables/{{table}}": {"PATCH": schemas.change_table},
    f"{ONE}/schemas/{{schema}}/tables/{{table}}/columns": {"GET": schemas.table_columns},
    "/v1/webhooks": {"GET": subscriptions.index},
    "/v1/webhooks/account": {"POST": subscriptions.create},
    "/v1/webhooks/group/{group}": {"POST": subscriptions.create},
    "/v1/webhooks/{id}": {
        "GET": subscriptions.show,
        "PATCH": subscriptions.change,
        "DELETE": subscriptions.delete,
    },
    "/v1/webhooks/{id}/test": {"POST": subscriptions.test},
}


def routes(world: "World") -> list[BaseRoute]:
    """The routes, to be mounted at `/fivetran`. What is not there answers 404 in the envelope."""
    return [
        Route("/connect-card/setup", setup(world), methods=["GET", "POST"]),
        Route("/public/connector-types", _public(world)),
        *(Route(path, _endpoint(Door(world, handlers)), methods=METHODS) for path, handlers in PATHS.items()),
        Route("/{rest:path}", _endpoint(Door(world, {})), methods=METHODS),
    ]


def _endpoint(door: Door) -> Callable[[Request], Awaitable[Response]]:
    """Starlette takes an instance for an ASGI application; a function is asked for an answer."""

    async def endpoint(request: Request) -> Response:
        return await door(request)

    return endpoint


def _public(world: "World") -> Callable[[Request], Response]:
    def endpoint(_: Request) -> Response:
        """The connector types for everybody: no key needed."""
        return success({"items": [service.details for service in world.fivetran.services.values()]})

    return endpoint
