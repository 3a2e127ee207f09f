"""What a request form shows of the account, in one statement: four of them take twice as long."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import cast, literal_column, null, select, union_all
from sqlmodel import col

from bot.store.catalog import CONFIG_READ_AT
from bot.store.database import reading
from bot.store.drafts import NEWEST_OF_USER
from bot.store.existing_connections import IDS_OF_SERVICE, OF_SERVICE, ExistingConnectionStore
from bot.store.parsed_bodies import body_text, request_of_text
from bot.store.requests import TAKEN_OF_FEW, names_of_few
from bot.store.tables import RequestRow
from workflows.reporting.form_facts import FormFacts

CONNECTION, REQUEST, NAME, DRAFT, VERSION = "connection", "request", "name", "draft", "version"
"""What a row of the answer is about."""
CONNECTION_COLUMNS = tuple(OF_SERVICE.selected_columns)


def _part(kind: str, *columns: Any) -> Any:
    """Select rows as wide as those of connections. PostgreSQL has to know the type of empty columns."""
    empty = [cast(null(), column.type) for column in CONNECTION_COLUMNS[len(columns) :]]
    return select(literal_column(f"'{kind}'").label("kind"), *columns, *empty)


_draft, _names, _version = NEWEST_OF_USER.subquery(), TAKEN_OF_FEW.subquery(), CONFIG_READ_AT.subquery()
TIME = [column.key for column in CONNECTION_COLUMNS].index("succeeded_at")
"""Where a time can stand: in the column of a connection that has the type of one."""
_BEFORE_TIME = [cast(null(), column.type) for column in CONNECTION_COLUMNS[:TIME]]
FACTS = union_all(
    OF_SERVICE.order_by(None).with_only_columns(literal_column(f"'{CONNECTION}'").label("kind"), *CONNECTION_COLUMNS),
    _part(REQUEST, body_text(RequestRow.body)).where(col(RequestRow.id).in_(IDS_OF_SERVICE)),
    _part(NAME, _names.c.name),
    _part(DRAFT, _draft.c.form_id, body_text(_draft.c.body)),
    _part(VERSION, *_BEFORE_TIME, _version.c.read_at),
)
"""After its kind, a row has the columns of a connection, a body, a name, a form id and a body, or a time."""


@dataclass(frozen=True)
class FormFactsStore:
    """Reads what request forms show."""

    existing: ExistingConnectionStore

    def read(self, user: str, service_id: str, names: Collection[str]) -> FormFacts:
        """Return the facts for a person, a service, and its first proposed names. Raises `Unavailable`."""
        wanted = {"user": user, "service": service_id, **names_of_few(names)}
        rows: dict[str, list[Any]] = defaultdict(list)
        with reading(self.existing.engine) as connection:
            for row in connection.execute(FACTS, wanted):
                rows[row[0]].append(row)
        taken = {row[1] for row in rows[NAME]}
        requests = sorted((request_of_text(row[1]) for row in rows[REQUEST]), key=lambda one: one.submitted_at)
        connections = sorted(rows[CONNECTION], key=lambda row: (row.group_id, row.name))
        return FormFacts(
            self.existing.found(service_id, connections, requests),
            {name: name in taken for name in names},
            _read_draft(rows[DRAFT]),
            datetime.fromtimestamp(rows[VERSION][0][1 + TIME], UTC) if rows[VERSION] else None,
        )


def _read_draft(rows: Sequence[Any]) -> tuple[str, dict[str, str | None]] | None:
    return (rows[0][1], json.loads(rows[0][2])) if rows else None
