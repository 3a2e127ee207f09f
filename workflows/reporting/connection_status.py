"""What `/connector status stripe` tells of one connection: facts alone, no words about them yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Condition, Incident
from workflows.monitoring.health import Expected, State, expected, state_of
from workflows.monitoring.sync_history import LOOK_BACK, Day, by_day, typical_length
from workflows.monitoring.sync_runs import Run, cadence
from workflows.reporting.name_lookup import Meant, Similar, nearest, resolve
from workflows.reporting.snapshot import Environment, Facts
from workflows.requests.model import ConnectorRequest

TICKET = re.compile(r"[a-z][a-z0-9_]+-\d+", re.IGNORECASE)
"""A ticket's key names a request and nothing else."""


@dataclass(frozen=True)
class Status:
    """One connection, for somebody who may know of it."""

    connection: Connection
    service: Service
    environment: Environment
    as_of: datetime
    """When Fivetran was last asked."""
    page: str
    """Its page in Fivetran; empty where no links are wanted."""
    state: State
    days: tuple[Day, ...]
    """The last fourteen, today last."""
    typical: timedelta | None
    next: Expected
    incidents: tuple[Incident, ...] = ()
    """Those that are open."""
    request: ConnectorRequest | None = None
    """Where it was asked for through us."""

    @property
    def done(self) -> int:
        """Good syncs in these days."""
        return sum(day.done for day in self.days)

    @property
    def failed(self) -> int:
        """Bad ones."""
        return sum(day.failed for day in self.days)


def status_of(
    connection: Connection, facts: Facts, as_of: datetime, runs: Sequence[Run], incidents: Sequence[Incident]
) -> Status:
    """Put it together. `runs` are oldest first; `facts` are those that the asker may know."""
    rhythm, length = cadence(runs, facts.rules.learned_from), typical_length(runs)
    return Status(
        connection=connection,
        service=facts.service(connection.service),
        environment=facts.environment(connection),
        as_of=as_of,
        page=facts.page(connection),
        state=state_of(connection, facts.now, rhythm, facts.rules),
        days=by_day(runs, facts.now, LOOK_BACK.days),
        typical=length,
        next=expected(connection, rhythm, length),
        incidents=tuple(one for one in incidents if one.condition is not Condition.FIRST_SYNC),
        request=facts.request_of.get(connection.id),
    )


def meant_by(words: str, facts: Facts, similar: Similar) -> Meant:
    """What somebody names, among what they may know; `Refused` with near names when it is nothing."""
    meant = resolve(words, facts, similar)
    if meant is None:
        near = " or ".join(f"“{name}”" for name in nearest(words, facts, similar))
        hint = f" Did you mean {near}?" if near else " `/connector list` shows what there is."
        raise Refused(f"I know of nothing called “{words}” that I can tell you about.{hint}")
    if meant.is_only_a_service:
        name = meant.services[0].name if len(meant.services) == 1 else words
        raise Refused(f"I know of no {name} connection that I can tell you about. `/connector` asks for one.")
    return meant


def is_ticket(words: str) -> bool:
    """Whether somebody named a ticket, and so a request."""
    return TICKET.fullmatch(words.strip()) is not None
