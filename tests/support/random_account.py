"""Random accounts of a few dozen connections, some of them restricted, broken, paused, or late."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from sqlalchemy import Engine, delete, insert
from sqlmodel import SQLModel

from bot.store.connection_owners import ownership_columns
from bot.store.connection_states import CONNECTION_ADAPTER, connection_columns
from bot.store.database import transaction
from bot.store.incident_rows import subject_columns
from bot.store.requests import request_columns
from bot.store.tables import ConnectionOwnerRow, ConnectionRow, IncidentRow, PollRoundRow, RequestRow
from tests.support.sample_data import ANSWERS, MONDAY, a_connected_request, a_connection, an_incident
from workflows.connections.model import Connection
from workflows.incidents.model import Condition, EndReason, Incident, Severity
from workflows.ownership.model import Ownership
from workflows.reporting.snapshot import Snapshot
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Decision
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNCONNECTED_STATUSES, Status

SERVICE_IDS = ("zoom", "stripe", "salesforce", "quux")
"""Salesforce is a sensitive service, and Quux is in no catalog."""
PEOPLE = ("U0ADA", "U0ROSA", "U0CLEO", "U0GIL")


@dataclass(frozen=True)
class Account:
    """What is stored."""

    connections: Sequence[Connection]
    requests: Sequence[ConnectorRequest]
    incidents: Sequence[Incident]
    owners: Sequence[Ownership] = ()
    """Who claimed a connection, whether or not it was requested."""

    def save(self, engine: Engine) -> None:
        """Store it in place of what is there."""
        rows: dict[type[SQLModel], list[dict[str, object]]] = {
            ConnectionRow: [
                connection_columns(one) | {"body": CONNECTION_ADAPTER.dump_python(one, mode="json")}
                for one in self.connections
            ],
            RequestRow: [request_columns(one) | {"submission": one.id} for one in self.requests],
            IncidentRow: [subject_columns(one) for one in self.incidents],
            ConnectionOwnerRow: [{"connection_id": one.connection_id, **ownership_columns(one)} for one in self.owners],
            PollRoundRow: [{"group_id": group, "polled_at": MONDAY.timestamp()} for group in ("dev", "prod")],
        }
        with transaction(engine) as session:
            for table, columns in rows.items():
                session.execute(delete(table))
                if columns:
                    session.execute(insert(table), columns)

    def snapshot(self, bare: Snapshot, viewer_id: str | None = None) -> Snapshot:
        """Return everything that answers can be about, as one reads it who reads all."""
        known = [one for one in self.requests if not one.is_closed or one.connection_id or one.requester == viewer_id]
        return replace(
            bare,
            connections=tuple(sorted(self.connections, key=lambda one: (one.name, one.id))),
            requests=tuple(sorted(known, key=lambda one: one.submitted_at)),
            polled_at=dict.fromkeys(("dev", "prod"), MONDAY),
            owners={one.connection_id: one for one in self.owners},
            incidents=tuple(sorted(self.incidents, key=lambda one: one.opened_at)),
        )


def random_account(random: Random) -> Account:
    """Return an account; one in two has more than a list shows."""
    size = random.choice([0, 3, 12, 60])
    connections = [_connection(random, number) for number in range(size)]
    requests = [_request(random, number, size) for number in range(size + 5)]
    incidents = [_incident(random, number, random.choice(connections)) for number in range(size)]
    owners = [_ownership(random, one.id) for one in connections if random.random() < 0.3]
    return Account(connections, requests, incidents, owners)


def _ownership(random: Random, connection_id: str) -> Ownership:
    owner = random.choice([*PEOPLE, "S0DATAENG", ""])
    return Ownership(connection_id, owner, owner.title(), owner, MONDAY, version=1)


def _name(random: Random) -> str:
    return f"{random.choice(('a', 'b', 'Z', 'é'))}_{random.randrange(30)}"


def _connection(random: Random, number: int) -> Connection:
    return a_connection(
        id=f"otter_{number}",
        group_id=random.choice(["dev", "dev", "prod", "left_over"]),
        service=random.choice(SERVICE_IDS),
        name=_name(random),
        paused=random.random() < 0.4,
        setup_state=random.choice(["connected", "connected", "broken", "incomplete"]),
        is_historical_sync=random.random() < 0.1,
        created_at=MONDAY - timedelta(days=random.randrange(50)),
        succeeded_at=_past(random, 40),
        failed_at=_past(random, 40),
        update_state=random.choice(["on_schedule", "on_schedule", "delayed"]),
        schedule_type=random.choice(["auto", "auto", "manual"]),
        sync_frequency=random.choice([None, 60, 360, 1440]),
    )


def _past(random: Random, hours: int) -> object:
    return random.choice([None, MONDAY - timedelta(hours=random.randrange(hours))])


def _request(random: Random, number: int, size: int) -> ConnectorRequest:
    status = random.choice(list(Status))
    is_linked = status not in UNCONNECTED_STATUSES and (status is Status.RETIRED or random.random() < 0.9)
    return a_connected_request(
        id=f"r{number}",
        submitted_at=MONDAY - timedelta(days=20, minutes=number),
        status=status,
        connection_id=f"otter_{random.randrange(size + 5)}" if is_linked else None,
        requester=random.choice(PEOPLE),
        first_synced_at=_past(random, 300),
        decision=Decision("U0BO", MONDAY - timedelta(hours=random.randrange(300), seconds=number)),
        answers=replace(
            ANSWERS,
            service=random.choice(SERVICE_IDS),
            destination={"schema": _name(random)},
            sensitivity=random.choice([Sensitivity.INTERNAL, Sensitivity.INTERNAL, Sensitivity.PERSONAL]),
            business_owner=random.choice(PEOPLE),
            delete_after=MONDAY.date() + timedelta(days=random.randrange(-5, 40)),
        ),
    )


def _incident(random: Random, number: int, one: Connection) -> Incident:
    opened_at = MONDAY - timedelta(hours=random.randrange(2, 200), minutes=number)
    ended_at = random.choice([None, opened_at + timedelta(hours=1)])
    return an_incident(
        one.name,
        id=f"incident {number}",
        connection_id=random.choice([one.id, one.id, "gone"]),
        group_id=one.group_id,
        service=one.service,
        condition=random.choice(list(Condition)),
        severity=random.choice(list(Severity)),
        opened_at=opened_at,
        ended_at=ended_at,
        end_reason=random.choice([None, EndReason.PAUSED]) if ended_at else None,
        is_restricted=random.random() < 0.2,
    )
