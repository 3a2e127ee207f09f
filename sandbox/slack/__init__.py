"""The simulated Slack: Web API, Socket Mode, signed delivery, response URLs, and people."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from sandbox.slack.api import call
from sandbox.slack.responses import respond
from sandbox.slack.workspace import Workspace

__all__ = ["Workspace", "routes"]


def routes(workspace_now: Callable[[], Workspace]) -> list[BaseRoute]:
    """Return the routes below `/slack`."""

    async def api(request: Request) -> Response:
        return await call(workspace_now(), request)

    async def response(request: Request) -> Response:
        return await respond(workspace_now(), request)

    async def socket(websocket: WebSocket) -> None:
        await workspace_now().delivery.sockets.serve(websocket)

    return [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        Route("/response/{token}", response, methods=["POST"]),
        WebSocketRoute("/socket", socket),
    ]
