"""Routes that read state, journal, and changes."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.control.clock import clock_json
from sandbox.world import World


def routes(world: World) -> list[BaseRoute]:
    """Return the routes `/state`, `/state/{vendor}`, `/journal` and `/changes`."""
    vendors = ("slack", "jira", "fivetran", "pagerduty")

    async def state(_: Request) -> JSONResponse:
        whole: dict[str, Any] = {name: getattr(world, name).as_json() for name in vendors}
        return JSONResponse({"clock": clock_json(world), **whole})

    async def part(request: Request) -> JSONResponse:
        name = request.path_params["vendor"]
        if name not in vendors:
            return JSONResponse({"error": f"Unknown vendor: {name}."}, 404)
        return JSONResponse(getattr(world, name).as_json())

    async def journal(request: Request) -> JSONResponse:
        return JSONResponse(world.env.journal.since(int(request.query_params.get("since", 0))))

    async def changes(request: Request) -> JSONResponse:
        after = int(request.query_params.get("after", world.env.changes.version))
        timeout = min(float(request.query_params.get("timeout", 20)), 60)
        await world.env.changes.wait_after(after, timeout)
        return JSONResponse(clock_json(world))

    return [
        Route("/state", state),
        Route("/state/{vendor}", part),
        Route("/journal", journal),
        Route("/changes", changes),
    ]
