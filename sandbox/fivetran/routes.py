"""The routes of the simulated Fivetran, below `/fivetran`."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sandbox.fivetran import (
    account_endpoints,
    actions,
    connection_errors,
    connections,
    memberships,
    metadata,
    schemas,
    webhook_endpoints,
)
from sandbox.fivetran.account import Account
from sandbox.fivetran.connect_card_setup import card_endpoint
from sandbox.fivetran.creation import create
from sandbox.fivetran.endpoint import Endpoint, Handler
from sandbox.fivetran.envelope import success

METHODS = ["GET", "POST", "PATCH", "DELETE", "PUT"]
ONE = "/v1/connections/{id}"

PATHS: dict[str, dict[str, Handler]] = {
    "/v1/account/info": {"GET": account_endpoints.show_account},
    "/v1/system-keys/{id}": {"GET": account_endpoints.show_system_key},
    "/v1/groups": {"GET": account_endpoints.list_groups},
    "/v1/groups/{group}": {"GET": account_endpoints.show_group},
    "/v1/groups/{group}/users": {"GET": account_endpoints.list_members, "POST": account_endpoints.add_member},
    "/v1/groups/{group}/users/{user}": {"DELETE": account_endpoints.remove_member},
    "/v1/groups/{group}/connections": {"GET": connections.index},
    "/v1/destinations": {"GET": account_endpoints.list_destinations},
    "/v1/destinations/{id}": {"GET": account_endpoints.show_destination},
    "/v1/users": {"GET": account_endpoints.list_users},
    "/v1/users/{id}": {"GET": account_endpoints.show_user},
    "/v1/roles": {"GET": account_endpoints.list_roles},
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
    "/v1/metadata/connector-types": {"GET": metadata.list_connector_types},
    "/v1/metadata/connector-types/{id}": {"GET": metadata.show_connector_type},
    "/v1/connections": {"GET": connections.index, "POST": create},
    ONE: {"GET": connections.show, "PATCH": connections.change, "DELETE": connections.delete},
    f"{ONE}/test": {"POST": actions.test},
    f"{ONE}/sync": {"POST": actions.sync},
    f"{ONE}/resync": {"POST": actions.resync},
    f"{ONE}/connect-card": {"POST": actions.connect_card},
    f"{ONE}/sync-history": {"GET": actions.sync_history},
    f"{ONE}/errors": {"GET": connection_errors.index},
    f"{ONE}/schemas": {"GET": schemas.show, "PATCH": schemas.change},
    f"{ONE}/schemas/reload": {"POST": schemas.reload},
    f"{ONE}/schemas/{{schema}}/tables/{{table}}": {"PATCH": schemas.change_table},
    f"{ONE}/schemas/{{schema}}/tables/{{table}}/columns": {"GET": schemas.table_columns},
    "/v1/webhooks": {"GET": webhook_endpoints.index},
    "/v1/webhooks/account": {"POST": webhook_endpoints.create},
    "/v1/webhooks/group/{group}": {"POST": webhook_endpoints.create},
    "/v1/webhooks/{id}": {
        "GET": webhook_endpoints.show,
        "PATCH": webhook_endpoints.change,
        "DELETE": webhook_endpoints.delete,
    },
    "/v1/webhooks/{id}/test": {"POST": webhook_endpoints.test},
}


def routes(account_now: Callable[[], Account]) -> list[BaseRoute]:
    """Return the routes to mount at `/fivetran`. Unknown paths answer 404 in the envelope."""
    return [
        Route("/connect-card/setup", card_endpoint(account_now), methods=["GET", "POST"]),
        Route("/public/connector-types", _public(account_now)),
        *(_route(path, Endpoint(account_now, handlers)) for path, handlers in PATHS.items()),
        _route("/{rest:path}", Endpoint(account_now, {})),
    ]


def _route(path: str, door: Endpoint) -> Route:
    """Wrap the instance in a function, because Starlette treats instances as ASGI applications."""

    async def endpoint(request: Request) -> Response:
        return await door(request)

    return Route(path, endpoint, methods=METHODS)


def _public(account_now: Callable[[], Account]) -> Callable[[Request], Response]:
    def endpoint(_: Request) -> Response:
        """Return the connector types without authentication."""
        return success({"items": [service.details for service in account_now().services.values()]})

    return endpoint
