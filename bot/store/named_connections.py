"""Connections as an operator names them, and the names of a group, page by page."""

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Engine, union
from sqlmodel import col, select

from bot.store.database import fetch_all, transaction
from bot.store.tables import ConnectionRow
from workflows.reporting.name_table import NamedRow

NAME_PAGE_SIZE = 200


def connections_named(engine: Engine, name: str) -> Sequence[str]:
    """Return the ids of the connections with this id or this name."""
    found = union(
        select(ConnectionRow.id).where(ConnectionRow.id == name),
        select(ConnectionRow.id).where(ConnectionRow.name == name),
    )
    with transaction(engine) as session:
        return sorted(session.execute(found).scalars())


def names_of_group(engine: Engine, group_id: str) -> Iterator[Sequence[NamedRow]]:
    """Yield the connections of a group by name, page by page."""
    by_name: Any = (col(ConnectionRow.name), col(ConnectionRow.id))
    query = select(ConnectionRow).where(ConnectionRow.group_id == group_id).order_by(*by_name).limit(NAME_PAGE_SIZE)
    for offset in count(0, NAME_PAGE_SIZE):
        rows = fetch_all(engine, query.offset(offset))
        yield [NamedRow(row.id, row.name, row.service) for row in rows]
        if len(rows) < NAME_PAGE_SIZE:
            return
