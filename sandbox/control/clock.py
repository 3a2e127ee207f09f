"""Routes that read, move, and reset the clock."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.world import World


def clock_json(world: World) -> dict[str, Any]:
    """Return the version, sandbox time in epoch seconds, and its offset from real time."""
    return {
        "version": world.env.changes.version,
        "now": world.env.clock.now(),
        "offset": world.env.clock.offset,
    }


def routes(world: World) -> list[BaseRoute]:
    """Return the routes `/clock` and `/reset`."""

    async def look(_: Request) -> JSONResponse:
        return JSONResponse(clock_json(world))

    async def move(request: Request) -> JSONResponse:
        wanted = await request.json()
        try:
            if "freeze" in wanted:
                world.env.clock.freeze(float(wanted["freeze"]))
            if "begin" in wanted:
                world.env.clock.begin(float(wanted["begin"]))
            world.env.clock.advance(float(wanted.get("advance", 0)))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 409)
        world.env.changes.notify()
        return JSONResponse(clock_json(world))

    async def reset(_: Request) -> JSONResponse:
        world.reset()
        return JSONResponse(clock_json(world))

    return [
        Route("/clock", look, methods=["GET"]),
        Route("/clock", move, methods=["POST"]),
        Route("/reset", reset, methods=["POST"]),
    ]
