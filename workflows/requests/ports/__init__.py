"""What the workflows need from the world, in their own words. `bot` fulfils these.

Every method may raise `Refused` or `Unavailable` (`workflows.errors`) and nothing else on purpose.
Every method can be called twice with the same arguments: the second call finds what the first one made.
"""

from dataclasses import dataclass

from workflows.ports import Clock, People
from workflows.requests.ports.fivetran import Connectors, Services
from workflows.requests.ports.jira import Ruling, Tickets
from workflows.requests.ports.queue import Agenda, Findings, Patrol, Untold
from workflows.requests.ports.slack import Announcer
from workflows.requests.ports.storage import Requests

__all__ = [
    "Agenda",
    "Announcer",
    "Connectors",
    "Desk",
    "Findings",
    "Patrol",
    "Requests",
    "Ruling",
    "Services",
    "Tickets",
    "Untold",
]


@dataclass(frozen=True)
class Desk:
    """All ports together, as a workflow gets them."""

    clock: Clock
    requests: Requests
    tickets: Tickets
    connectors: Connectors
    services: Services
    announcer: Announcer
    people: People
    patrol: Patrol
    agenda: Agenda
