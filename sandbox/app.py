"""Create the world and the ASGI application that serves it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from sandbox import control, fivetran, jira, page, pagerduty, slack
from sandbox.http_middleware import VendorMiddleware
from sandbox.world import World


def create_world(base_url: str, manifest: dict[str, Any]) -> World:
    """Create a world whose links begin with `base_url`. `manifest` is the Slack app's."""
    return World(base_url, manifest)


def create_app(world: World) -> Starlette:
    """Create the ASGI application that serves `world` over HTTP and WebSocket."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.close()

    vendors: dict[str, Sequence[BaseRoute]] = {
        "slack": slack.routes(lambda: world.slack),
        "jira": jira.routes(lambda: world.jira),
        "fivetran": fivetran.routes(lambda: world.fivetran),
        "pagerduty": pagerduty.routes(lambda: world.pagerduty),
    }
    mounts = [
        Mount(f"/{name}", routes=routes, middleware=[Middleware(VendorMiddleware, env=world.env, service=name)])
        for name, routes in vendors.items()
    ]
    return Starlette(
        routes=[*mounts, Mount("/_sandbox", routes=control.routes(world)), *page.routes(world)],
        lifespan=lifespan,
    )
