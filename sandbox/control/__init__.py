"""The control room: people's verbs, time, trouble, and everything that is true, as JSON."""

from starlette.routing import BaseRoute

from sandbox.control import doing, knowing, timing, trouble
from sandbox.world import World


def routes(world: World) -> list[BaseRoute]:
    """What is served below `/_sandbox`."""
    return [
        *knowing.routes(world),
        *timing.routes(world),
        *trouble.routes(world),
        *doing.routes(world),
    ]
