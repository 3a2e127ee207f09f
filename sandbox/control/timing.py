"""The clock and the beginning of everything."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.world import World


def clock_json(world: World) -> dict[str, Any]:
    """The version of the world, its time in epoch seconds, and how far it is ahead of real time."""
    return {"version": world.changes.version, "now": world.clock.now(), "offset": world.clock.offset}


def routes(world: World) -> list[BaseRoute]:
    """`/clock` and `/reset`."""

    async def look(_: Request) -> JSONResponse:
        return JSONResponse(clock_json(world))

    async def move(request: Request) -> JSONResponse:
        wanted = await request.json()
        try:
            if "freeze" in wanted:
                world.clock.freeze(float(wanted["freeze"]))
            if "begin" in wanted:
                world.clock.begin(float(wanted["begin"]))
            world.clock.advance(float(wanted.get("advance", 0)))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 409)
        world.changes.happened()
        return JSONResponse(clock_json(world))

    async def reset(_: Request) -> JSONResponse:
        world.reset()
        return JSONResponse(clock_json(world))

    return [
        Route("/clock", look, methods=["GET"]),
        Route("/clock", move, methods=["POST"]),
        Route("/reset", reset, methods=["POST"]),
    ]
