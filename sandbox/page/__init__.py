"""The pretend workspace in the browser: one page, its files, what a person sees, and a stream of changes.

The page changes nothing by itself: whatever is clicked becomes a verb of the control room (`/_sandbox`).
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.page.seeing import seen_by
from sandbox.page.streaming import stream
from sandbox.world import World

STATIC = Path(__file__).parent / "static"
FRESH = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
POLICY = "default-src 'self'; img-src 'self' https: data:; frame-ancestors 'none'; base-uri 'none'"
"""Nothing is fetched from elsewhere but the pictures that a message itself names."""


def routes(world: World) -> list[BaseRoute]:
    """`/`, `/page/…` (the page's files), `/page/seen/{name}` and `/page/changes`."""

    async def page(_: Request) -> Response:
        headers = FRESH | {"Content-Security-Policy": POLICY}
        return FileResponse(STATIC / "index.html", media_type="text/html", headers=headers)

    async def seen(request: Request) -> Response:
        person = world.slack.directory.named(request.path_params["name"])
        if person is None:
            return JSONResponse({"error": f"Nobody here is called {request.path_params['name']}."}, 404)
        return JSONResponse(seen_by(world, person), headers=FRESH)

    async def changes(_: Request) -> Response:
        return stream(world)

    return [
        Route("/", page),
        Route("/page/seen/{name}", seen),
        Route("/page/changes", changes),
        Mount("/page", StaticFiles(directory=STATIC)),
    ]
