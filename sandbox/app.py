"""Where the sandbox is put together: three vendors behind their wires, and the control room."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from sandbox import control, fivetran, jira, page, slack
from sandbox.wire import Wire
from sandbox.world import World


def create_world(base_url: str, manifest: dict[str, Any]) -> World:
    """A world whose own links begin with `base_url`; `manifest` is the Slack app's."""
    return World(base_url, manifest, slack=slack.Workspace, jira=jira.Site, fivetran=fivetran.Account)


def create_app(world: World) -> Starlette:
    """The ASGI application that shows `world` over HTTP and WebSocket."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await world.slack.close()
        await world.outbox.close()

    vendors: dict[str, Callable[[World], Sequence[BaseRoute]]] = {
        "slack": slack.routes,
        "jira": jira.routes,
        "fivetran": fivetran.routes,
    }
    mounts = [
        Mount(f"/{name}", routes=routes(world), middleware=[Middleware(Wire, world=world, service=name)])
        for name, routes in vendors.items()
    ]
    return Starlette(
        routes=[*mounts, Mount("/_sandbox", routes=control.routes(world)), *page.routes(world)],
        lifespan=lifespan,
    )
