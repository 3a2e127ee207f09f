"""What the workflows need from the world, in their own words. `bot` fulfils these.

Every method may raise `Refused` or `Unavailable` (`workflows.failures`) and nothing else on purpose.
Every method can be called twice with the same arguments: the second call finds what the first one made.
"""

from dataclasses import dataclass

from workflows.ports.fivetran import Connectors, Services
from workflows.ports.jira import Ruling, Tickets
from workflows.ports.keeping import Clock, Ledger, Requests
from workflows.ports.slack import Announcer, People
from workflows.ports.watching import Agenda, Findings, Patrol, Untold

__all__ = [
    "Agenda",
    "Announcer",
    "Clock",
    "Connectors",
    "Desk",
    "Findings",
    "Ledger",
    "Patrol",
    "People",
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
