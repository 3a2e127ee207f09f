"""An account of any size, written straight into a store. Five connections are of Zoom, whatever the size."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine, insert
from sqlmodel import SQLModel

from bot.store.connection_states import CONNECTION_ADAPTER, connection_columns
from bot.store.database import transaction
from bot.store.incident_rows import subject_columns
from bot.store.preferences import PREFERENCES_ADAPTER, PREFERENCES_KEY
from bot.store.requests import request_columns
from bot.store.tables import (
    ConnectionRow,
    IncidentRow,
    NotificationRow,
    PollRoundRow,
    RecipientRow,
    RequestRow,
    SubscriptionRow,
    SyncRunRow,
)
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_connected_request, a_connection, an_incident
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Decision
from workflows.requests.mirrors import Ticket
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.subscriptions.model import Subscription, SubscriptionKind
from workflows.subscriptions.preferences import Preferences

ZOOM_CONNECTIONS = 5
REQUESTED_SHARE = 2
"""Every second connection was requested through the bot."""
EVERYTHING_CHANNELS = 2
PAUSED, BROKEN, TO_DELETE = (5, 6), (7, 8), (10, 12)
"""Numbers of some connections, whatever the size."""
STATUSES = (Status.LIVE, Status.LIVE, Status.BROKEN, Status.LIVE)


def seed_account(engine: Engine, size: int) -> None:
    """Write connections, a request for every second one, as many declined ones, and their history."""
    connections = [_connection(number) for number in range(size)]
    with transaction(engine) as session:
        for table, rows in _tables(connections):
            session.execute(insert(table), rows)


def _tables(connections: list[Connection]) -> Iterator[tuple[type[SQLModel], list[dict[str, object]]]]:
    template = CONNECTION_ADAPTER.dump_python(connections[0], mode="json")
    yield ConnectionRow, [_connection_columns(one, template) for one in connections]
    yield RequestRow, [*_requests(connections)]
    yield (
        IncidentRow,
        [
            subject_columns(_past_incident(one, MONDAY - timedelta(days=3) if number else MONDAY))
            | {"due_at": 0.0, "is_in_sync": True}
            for number, one in enumerate(connections[::20])
        ],
    )
    yield (
        SyncRunRow,
        [
            {"connection_id": one.id, "ended_at": (MONDAY - timedelta(hours=hour)).timestamp(), "succeeded": True}
            for one in connections
            for hour in range(3)
        ],
    )
    everywhere = [(f"C{number:06}", "everything:") for number in range(EVERYTHING_CHANNELS)]
    somewhere = [(f"C1{number:06}", f"connection:{one.id}") for number, one in enumerate(connections[::10])]
    subscriptions = [*everywhere, *somewhere]
    yield RecipientRow, [{"id": recipient, "body": _preferences(recipient, key)} for recipient, key in subscriptions]
    yield SubscriptionRow, [{"recipient_id": recipient, "key": key} for recipient, key in subscriptions]
    posts = [(recipient, f"post {number}") for recipient, _key in subscriptions for number in range(2)]
    yield (
        NotificationRow,
        [{"recipient_id": one, "subject_id": subject, "posted_at": MONDAY.timestamp()} for one, subject in posts],
    )
    yield PollRoundRow, [{"group_id": group, "polled_at": MONDAY.timestamp()} for group in ("dev", "prod")]


def _past_incident(one: Connection, ended_at: datetime) -> Incident:
    facts = {"connection_id": one.id, "service": one.service, "opened_at": ended_at - timedelta(hours=1)}
    return an_incident(one.name, id=f"incident {one.id}", ended_at=ended_at, **facts)


def _preferences(recipient: str, key: str) -> dict[str, object]:
    kind, target = key.split(":")
    subscribed = Preferences(recipient, (Subscription(SubscriptionKind(kind), target, target),))
    return {PREFERENCES_KEY: PREFERENCES_ADAPTER.dump_python(subscribed, mode="json")}


def _connection(number: int) -> Connection:
    service = "zoom" if number < ZOOM_CONNECTIONS else f"service_{number // 10}"
    return a_connection(
        id=f"otter_{number}",
        name=f"{service}_{number}",
        service=service,
        group_id=("dev", "prod")[number % 2],
        paused=number in PAUSED,
        setup_state="broken" if number in BROKEN else "connected",
        sync_state="scheduled",
        is_historical_sync=False,
        succeeded_at=MONDAY - timedelta(hours=2),
    )


def _connection_columns(one: Connection, template: dict[str, object]) -> dict[str, object]:
    names = "id", "name", "service", "group_id", "paused", "setup_state"
    body = template | {name: getattr(one, name) for name in names}
    return {**connection_columns(one), "body": body}


def _requests(connections: list[Connection]) -> Iterator[dict[str, object]]:
    for number, one in enumerate(connections):
        if number % REQUESTED_SHARE == 0:
            linked: dict[str, object] = {"connection_id": one.id, "status": STATUSES[number // 2 % len(STATUSES)]}
        else:
            linked = {"connection_id": None, "status": Status.DECLINED}
        yield request_columns(_request(number, one, **linked)) | {"submission": f"V{number}", "is_in_sync": True}


def _request(number: int, one: Connection, **facts: object) -> ConnectorRequest:
    level = Sensitivity.PERSONAL if number % 40 == 2 else Sensitivity.INTERNAL
    return a_connected_request(
        id=f"r{number}",
        requester=f"U{number:06}",
        submitted_at=MONDAY - timedelta(minutes=number),
        decision=Decision("U0BO", MONDAY - timedelta(days=number)),
        ticket=Ticket(f"{20000 + number}", f"DSRE-{1000 + number}", TICKET.url),
        answers=replace(
            ANSWERS,
            service=one.service,
            service_name=one.service.title(),
            sensitivity=level,
            destination={"schema": one.name},
            delete_after=MONDAY.date() if number in TO_DELETE else ANSWERS.delete_after,
        ),
        **facts,
    )
