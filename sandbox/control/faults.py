"""Routes that list, add, and remove faults."""

from dataclasses import fields
from typing import Any, get_args

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.faults import Fault, FaultKind
from sandbox.world import World

SETTABLE_FIELDS = {field.name for field in fields(Fault)} - {"id", "struck", "released"}


def fault_json(fault: Fault) -> dict[str, Any]:
    """Return a fault without its internal fields."""
    return {name: getattr(fault, name) for name in (*sorted(SETTABLE_FIELDS), "id", "struck")}


def routes(world: World) -> list[BaseRoute]:
    """Return the routes `/faults` and `/faults/{id}`."""

    async def listed(_: Request) -> JSONResponse:
        return JSONResponse([fault_json(fault) for fault in world.env.faults.active])

    async def add(request: Request) -> JSONResponse:
        wanted = await request.json()
        if unknown := set(wanted) - SETTABLE_FIELDS:
            return JSONResponse({"error": f"Unknown fault fields: {', '.join(sorted(unknown))}."}, 409)
        if wanted.get("kind") not in get_args(FaultKind):
            return JSONResponse({"error": f"Unknown fault kind: {wanted.get('kind')}."}, 409)
        fault = world.env.faults.add(Fault(**wanted))
        world.env.changes.notify()
        return JSONResponse({"id": fault.id})

    async def remove(request: Request) -> JSONResponse:
        if "id" in request.path_params:
            world.env.faults.remove(request.path_params["id"])
        else:
            world.env.faults.clear()
        world.env.changes.notify()
        return JSONResponse({})

    return [
        Route("/faults", listed, methods=["GET"]),
        Route("/faults", add, methods=["POST"]),
        Route("/faults", remove, methods=["DELETE"]),
        Route("/faults/{id:int}", remove, methods=["DELETE"]),
    ]
