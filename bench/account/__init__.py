"""An account of any size with the history that belongs to it, written straight into an empty database."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Engine, insert, update
from sqlmodel import SQLModel

from bench.account.connections import GROUPS, NOW, WORDS, connection
from bench.account.history import Rows, incident_rows, question_rows, recent_syncs, sync_rows
from bench.account.requests import request_rows
from bot.store.connection_states import CONNECTION_ADAPTER, connection_columns
from bot.store.tables import (
    CatalogDownloadRow,
    ConnectionRow,
    ConnectorTypeRow,
    IncidentRow,
    PollRoundRow,
    QuestionRow,
    RequestRow,
    SyncRunRow,
)
from workflows.connections.model import Connection

SIZES = {200: 773, 2_000: 773, 20_000: 3_000}
"""Small, medium, large: connections → services that Fivetran offers then."""
BATCH = 5_000
"""Rows in one statement."""


def seed(engine: Engine, size: int, services: int) -> None:
    """Write `size` connections with their requests, syncs, incidents, questions, and a catalog of `services`."""
    connections = [connection(number) for number in range(size)]
    tables: dict[type[SQLModel], Rows] = {
        ConnectionRow: _connection_rows(connections),
        RequestRow: request_rows(connections),
        SyncRunRow: sync_rows(connections),
        QuestionRow: question_rows(size * 5 // 2),
        IncidentRow: incident_rows(connections),
        PollRoundRow: ({"group_id": one, "polled_at": NOW.timestamp()} for one in GROUPS),
        ConnectorTypeRow: _service_rows(services),
        CatalogDownloadRow: iter([{"downloaded_at": NOW.timestamp(), "service_count": services, "changes": []}]),
    }
    for table, rows in tables.items():
        write(engine, table, rows)


def fill_histories(engine: Engine) -> None:
    """Let every connection have a full history, after the first poll round."""
    with engine.begin() as session:
        session.execute(update(ConnectionRow).values(run_history=recent_syncs()))


def write(engine: Engine, table: type[SQLModel], rows: Rows) -> None:
    """Insert rows, some thousands in each transaction."""
    while batch := list(islice(rows, BATCH)):
        with engine.begin() as session:
            session.execute(insert(table), batch)


def _connection_rows(connections: list[Connection]) -> Iterator[dict[str, Any]]:
    for one in connections:
        yield {**connection_columns(one), "body": CONNECTION_ADAPTER.dump_python(one, mode="json")}


def _service_rows(count: int) -> Rows:
    for number in range(count):
        body = {
            "id": f"service_{number}",
            "name": f"{WORDS[number % len(WORDS)].title()} Cloud {number}",
            "type": "Marketing",
            "service_status": "general_availability",
        }
        yield {"id": body["id"], "body": body}
