"""The pretend Slack: Web API, Socket Mode, signed delivery, response URLs, and people who use it."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.slack.api import call
from sandbox.slack.responses import respond
from sandbox.slack.workspace import Workspace
from sandbox.world import World

__all__ = ["Workspace", "routes"]


def routes(world: World) -> list[BaseRoute]:
    """What Slack serves below `/slack`."""

    async def api(request: Request) -> Response:
        return await call(world.slack, request)

    async def response(request: Request) -> Response:
        return await respond(world.slack, request)

    async def socket(websocket: WebSocket) -> None:
        await world.slack.delivery.sockets.serve(websocket)

    return [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/response/{token}", response, methods=["POST"]),
        WebSocketRoute("/socket", socket),
    ]
