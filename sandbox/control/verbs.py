"""Routes for people's verbs and vendors' verbs."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.control import fivetran, jira
from sandbox.errors import Refusal
from sandbox.slack.admin_verbs import VERBS as SLACK_VERBS
from sandbox.slack.user_actions import perform
from sandbox.world import World

VerbCall = Callable[[dict[str, Any]], Awaitable[Any]]


def routes(world: World) -> list[BaseRoute]:
    """Return the routes `/people/{name}/{verb}` and `/{vendor}/{verb}`."""

    async def person(request: Request) -> JSONResponse:
        name, verb = request.path_params["name"], request.path_params["verb"]
        return await _respond(request, lambda arguments: perform(world.slack, name, verb, arguments))

    async def vendor(request: Request) -> JSONResponse:
        name, verb = request.path_params["vendor"], request.path_params["verb"]
        answer = await _respond(request, lambda arguments: _run_vendor_verb(world, name, verb, arguments))
        world.env.changes.notify()
        return answer

    return [
        Route("/people/{name}/{verb}", person, methods=["POST"]),
        Route("/{vendor}/{verb}", vendor, methods=["POST"]),
    ]


async def _run_vendor_verb(world: World, vendor: str, verb: str, arguments: dict[str, Any]) -> Any:
    if vendor == "slack" and verb in SLACK_VERBS:
        return await SLACK_VERBS[verb](world.slack, arguments)
    if vendor == "jira" and verb in jira.VERBS:
        return jira.VERBS[verb](world.jira, arguments)
    if vendor == "fivetran" and verb in fivetran.VERBS:
        return fivetran.VERBS[verb](world.fivetran, arguments)
    raise Refusal(f"{vendor} has no verb “{verb}”.")


async def _respond(request: Request, work: VerbCall) -> JSONResponse:
    body = await request.body()
    try:
        return JSONResponse(await work(await request.json() if body else {}))
    except Refusal as refusal:
        return JSONResponse({"error": str(refusal)}, 409)
    except KeyError as error:
        return JSONResponse({"error": f"The verb requires {error}."}, 409)
