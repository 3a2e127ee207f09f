"""Faults, switched on and off."""

from dataclasses import fields
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.faults import Fault, Kind
from sandbox.world import World

GIVEN = {field.name for field in fields(Fault)} - {"id", "struck", "released"}


def fault_json(fault: Fault) -> dict[str, Any]:
    """A fault without what only the program needs."""
    return {name: getattr(fault, name) for name in (*sorted(GIVEN), "id", "struck")}


def routes(world: World) -> list[BaseRoute]:
    """`/faults` and `/faults/{id}`."""

    async def listed(_: Request) -> JSONResponse:
        return JSONResponse([fault_json(fault) for fault in world.faults.active])

    async def add(request: Request) -> JSONResponse:
        wanted = await request.json()
        if unknown := set(wanted) - GIVEN:
            return JSONResponse({"error": f"A fault has no {', '.join(sorted(unknown))}."}, 409)
        if wanted.get("kind") not in get_args(Kind):
            return JSONResponse({"error": f"There is no trouble called {wanted.get('kind')}."}, 409)
        fault = world.faults.add(Fault(**wanted))
        world.changes.happened()
        return JSONResponse({"id": fault.id})

    async def remove(request: Request) -> JSONResponse:
        if "id" in request.path_params:
            world.faults.remove(request.path_params["id"])
        else:
            world.faults.clear()
        world.changes.happened()
        return JSONResponse({})

    return [
        Route("/faults", listed, methods=["GET"]),
        Route("/faults", add, methods=["POST"]),
        Route("/faults", remove, methods=["DELETE"]),
        Route("/faults/{id:int}", remove, methods=["DELETE"]),
    ]
