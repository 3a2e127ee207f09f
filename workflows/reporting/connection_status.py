"""Status of one connection, as `/connector status stripe` shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.incidents.model import Condition, Incident
from workflows.monitoring.freshness import CADENCE_MIN_RUNS
from workflows.monitoring.health import ConnectionState, ExpectedSync, assess_state, predict_next_sync
from workflows.monitoring.sync_history import SYNC_HISTORY_PERIOD, SyncDay, count_by_day, typical_duration
from workflows.monitoring.sync_runs import SyncRun, cadence
from workflows.ownership.model import ConnectionOwner
from workflows.reporting.name_lookup import Match, Scorer, resolve_name, suggest_names
from workflows.reporting.snapshot import Environment, Snapshot
from workflows.requests.model import ConnectorRequest

TICKET_KEY = r"[a-z][a-z0-9_]+-\d+"
"""The pattern of a Jira ticket key, in any case; it always refers to a request."""
WHOLE_TICKET_KEY = re.compile(rf"\A{TICKET_KEY}", re.IGNORECASE)


@dataclass(frozen=True)
class ConnectionStatus:
    """Status of one connection, for a viewer who has access to it."""

    connection: Connection
    service: Service
    environment: Environment
    as_of: datetime
    """Time of the last answer from Fivetran."""
    page_url: str
    """Page of the connection in Fivetran; empty where links are disabled."""
    state: ConnectionState
    days: tuple[SyncDay, ...]
    """The last fourteen days, today last."""
    typical_duration: timedelta | None
    next_sync: ExpectedSync
    incidents: tuple[Incident, ...] = ()
    """Open incidents."""
    request: ConnectorRequest | None = None
    """The request it came from; None for a connection not requested through the bot."""
    owner: ConnectionOwner | None = None
    """Who owns it: the requester, else who claimed it or was given it."""

    @property
    def succeeded(self) -> int:
        """Number of successful syncs in these days."""
        return sum(day.succeeded for day in self.days)

    @property
    def failed(self) -> int:
        """Number of failed syncs in these days."""
        return sum(day.failed for day in self.days)


class NothingOfService(Refused):
    """A name stands for one service, and the viewer can see no connection of it."""

    def __init__(self, message: str, service_id: str) -> None:
        super().__init__(message)
        self.service_id = service_id


def build_status(
    connection: Connection,
    snapshot: Snapshot,
    as_of: datetime,
    runs: Sequence[SyncRun],
    incidents: Sequence[Incident],
) -> ConnectionStatus:
    """Build the status. `runs` are oldest first; `snapshot` is what the viewer has access to."""
    request = snapshot.requests_by_connection.get(connection.id)
    interval, duration = cadence(runs, snapshot.thresholds[CADENCE_MIN_RUNS]), typical_duration(runs)
    return ConnectionStatus(
        connection=connection,
        service=snapshot.service(connection.service),
        environment=snapshot.environment(connection),
        as_of=as_of,
        page_url=snapshot.connection_url(connection),
        state=assess_state(connection, snapshot.now, interval, snapshot.thresholds),
        days=count_by_day(runs, snapshot.now, SYNC_HISTORY_PERIOD.days),
        typical_duration=duration,
        next_sync=predict_next_sync(connection, interval, duration),
        incidents=tuple(incident for incident in incidents if incident.condition is not Condition.FIRST_SYNC),
        request=request,
        owner=snapshot.owner_of(connection.id),
    )


def match_connection(text: str, snapshot: Snapshot, scorer: Scorer) -> Match:
    """Match a name in the snapshot. Raises `Refused` with similar names when nothing matches."""
    match = resolve_name(text, snapshot, scorer)
    if match is None:
        near = format_list([f"“{name}”" for name in suggest_names(text, snapshot, scorer)], "or")
        hint = f" Did you mean {near}?" if near else " Use `/connector list` to see all connections."
        raise Refused(f"I couldn't find “{text}”, or you don't have access to it.{hint}")
    if match.is_service_only:
        raise _nothing_of(match, text)
    return match


def _nothing_of(match: Match, text: str) -> Refused:
    one = match.services[0] if len(match.services) == 1 else None
    name = one.name if one else text
    said = f"I couldn't find a connection for {name}, or you don't have access to it. Request one with `/connector`."
    return NothingOfService(said, one.id) if one else Refused(said)


def is_ticket_key(text: str) -> bool:
    """Return whether `text` is a Jira ticket key."""
    return WHOLE_TICKET_KEY.fullmatch(text.strip()) is not None
