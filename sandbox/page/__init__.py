"""The web page of the sandbox: static files, one person's view, and a stream of changes.

The page itself changes nothing. Every click posts a verb of the control API (`/_sandbox`).
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.page.sse import stream
from sandbox.page.user_view import user_view
from sandbox.world import World

STATIC = Path(__file__).parent / "static"
HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'"
"""The page loads only its own files and the images that messages name."""


def routes(world: World) -> list[BaseRoute]:
    """Return the routes `/`, `/page/…` (static files), `/page/seen/{name}` and `/page/changes`."""

    async def page(_: Request) -> Response:
        headers = HEADERS | {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
        return FileResponse(STATIC / "index.html", media_type="text/html", headers=headers)

    async def seen(request: Request) -> Response:
        person = world.slack.directory.find(request.path_params["name"])
        if person is None:
            return JSONResponse({"error": f"No person is named {request.path_params['name']}."}, 404)
        return JSONResponse(user_view(world, person), headers=HEADERS)

    async def changes(_: Request) -> Response:
        return stream(world)

    return [
        Route("/", page),
        Route("/page/seen/{name}", seen),
        Route("/page/changes", changes),
        Mount("/page", StaticFiles(directory=STATIC)),
    ]
