"""The control API: people's verbs, time, faults, and state, as JSON."""

from starlette.routing import BaseRoute

from sandbox.control import clock, faults, state, verbs
from sandbox.world import World


def routes(world: World) -> list[BaseRoute]:
    """Return the routes below `/_sandbox`."""
    return [
        *state.routes(world),
        *clock.routes(world),
        *faults.routes(world),
        *verbs.routes(world),
    ]
