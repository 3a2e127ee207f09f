"""What `/connector status stripe` tells of one connection: facts alone, no words about them yet."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Condition, Incident
from workflows.monitoring.health import ConnectionState, ExpectedSync, assess_state, predict_next_sync
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, SyncDay, count_by_day, typical_duration
from workflows.monitoring.sync_runs import SyncRun, cadence
from workflows.reporting.name_lookup import Match, Scorer, resolve_name, suggest_names
from workflows.reporting.snapshot import Environment, Snapshot
from workflows.requests.model import ConnectorRequest

TICKET_KEY = re.compile(r"[a-z][a-z0-9_]+-\d+", re.IGNORECASE)
"""A ticket's key names a request and nothing else."""


@dataclass(frozen=True)
class ConnectionStatus:
    """One connection, for somebody who may know of it."""

    connection: Connection
    service: Service
    environment: Environment
    as_of: datetime
    """When Fivetran was last asked."""
    page_url: str
    """Its page in Fivetran; empty where no links are wanted."""
    state: ConnectionState
    days: tuple[SyncDay, ...]
    """The last fourteen, today last."""
    typical_duration: timedelta | None
    next_sync: ExpectedSync
    incidents: tuple[Incident, ...] = ()
    """Those that are open."""
    request: ConnectorRequest | None = None
    """Where it was asked for through us."""

    @property
    def succeeded(self) -> int:
        """Good syncs in these days."""
        return sum(day.succeeded for day in self.days)

    @property
    def failed(self) -> int:
        """Bad ones."""
        return sum(day.failed for day in self.days)


def build_status(
    connection: Connection,
    snapshot: Snapshot,
    as_of: datetime,
    runs: Sequence[SyncRun],
    incidents: Sequence[Incident],
) -> ConnectionStatus:
    """Put it together. `runs` are oldest first; `facts` are those that the asker may know."""
    rhythm, length = cadence(runs, snapshot.thresholds.cadence_min_runs), typical_duration(runs)
    return ConnectionStatus(
        connection=connection,
        service=snapshot.service(connection.service),
        environment=snapshot.environment(connection),
        as_of=as_of,
        page_url=snapshot.connection_url(connection),
        state=assess_state(connection, snapshot.now, rhythm, snapshot.thresholds),
        days=count_by_day(runs, snapshot.now, SYNC_HISTORY_PERIOD.days),
        typical_duration=length,
        next_sync=predict_next_sync(connection, rhythm, length),
        incidents=tuple(one for one in incidents if one.condition is not Condition.FIRST_SYNC),
        request=snapshot.requests_by_connection.get(connection.id),
    )


def match_connection(text: str, snapshot: Snapshot, scorer: Scorer) -> Match:
    """What somebody names, among what they may know; `Refused` with near names when it is nothing."""
    meant = resolve_name(text, snapshot, scorer)
    if meant is None:
        near = " or ".join(f"“{name}”" for name in suggest_names(text, snapshot, scorer))
        hint = f" Did you mean {near}?" if near else " `/connector list` shows what there is."
        raise Refused(f"I know of nothing called “{text}” that I can tell you about.{hint}")
    if meant.is_service_only:
        name = meant.services[0].name if len(meant.services) == 1 else text
        raise Refused(f"I know of no {name} connection that I can tell you about. `/connector` asks for one.")
    return meant


def is_ticket_key(text: str) -> bool:
    """Whether somebody named a ticket, and so a request."""
    return TICKET_KEY.fullmatch(text.strip()) is not None
