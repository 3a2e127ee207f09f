"""The route of the simulated PagerDuty, below `/pagerduty`."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox.pagerduty.service import ROUTING_KEY, Service, problems


def routes(service_now: Callable[[], Service]) -> list[BaseRoute]:
    """Return the routes to mount at `/pagerduty`."""

    async def enqueue(request: Request) -> JSONResponse:
        """Accept an event with 202. A key of the right length that belongs to no integration is accepted too."""
        try:
            event = await request.json()
        except ValueError:
            return _invalid(["Event object is not valid JSON"])
        if found := problems(event):
            return _invalid(found)
        known = event["routing_key"] == ROUTING_KEY
        key = service_now().take(event) if known else str(event.get("dedup_key", ""))
        return JSONResponse({"status": "success", "message": "Event processed", "dedup_key": key}, 202)

    return [Route("/v2/enqueue", enqueue, methods=["POST"])]


def _invalid(errors: list[str]) -> JSONResponse:
    return JSONResponse({"status": "invalid event", "message": "Event object is invalid", "errors": errors}, 400)
