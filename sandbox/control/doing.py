"""Verbs: what people do in Slack, and what happens at the vendors without the bot."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.slack.acting import act
from sandbox.slack.administration import VERBS as SLACK_VERBS
from sandbox.world import Refusal, World

Work = Callable[[dict[str, Any]], Awaitable[Any]]


def routes(world: World) -> list[BaseRoute]:
    """`/people/{name}/{verb}`, and `/{vendor}/{verb}` for the three vendors."""

    async def person(request: Request) -> JSONResponse:
        name, verb = request.path_params["name"], request.path_params["verb"]
        return await _done(request, lambda arguments: act(world.slack, name, verb, arguments))

    async def vendor(request: Request) -> JSONResponse:
        name, verb = request.path_params["vendor"], request.path_params["verb"]
        answer = await _done(request, lambda arguments: _vendor_verb(world, name, verb, arguments))
        world.changes.happened()
        return answer

    return [
        Route("/people/{name}/{verb}", person, methods=["POST"]),
        Route("/{vendor}/{verb}", vendor, methods=["POST"]),
    ]


async def _vendor_verb(world: World, vendor: str, verb: str, arguments: dict[str, Any]) -> Any:
    if vendor == "slack" and verb in SLACK_VERBS:
        return await SLACK_VERBS[verb](world.slack, arguments)
    if vendor in ("jira", "fivetran") and verb in (verbs := getattr(world, vendor).verbs):
        result = verbs[verb](arguments)
        return await result if inspect.isawaitable(result) else result
    raise Refusal(f"{vendor} has no verb “{verb}”.")


async def _done(request: Request, work: Work) -> JSONResponse:
    body = await request.body()
    try:
        return JSONResponse(await work(await request.json() if body else {}))
    except Refusal as refusal:
        return JSONResponse({"error": str(refusal)}, 409)
    except KeyError as error:
        return JSONResponse({"error": f"The verb needs {error}."}, 409)
