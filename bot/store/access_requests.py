"""Access requests and their tickets."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.store.database import execute, fetch_all, find_row, transaction, upsert
from bot.store.tables import AccessRequestRow
from workflows.access_requests import AccessRequest
from workflows.errors import Refused

ACCESS_REQUEST_ADAPTER = TypeAdapter(AccessRequest)


class AccessRequestStore:
    """Implements `workflows.access_requests.AccessRequests`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, request: AccessRequest) -> None:
        statement = upsert(self._engine, AccessRequestRow).values(**_columns(request))
        execute(self._engine, statement.on_conflict_do_nothing())

    def get(self, request_id: str) -> AccessRequest:
        row = find_row(self._engine, AccessRequestRow, request_id)
        if row is None:
            raise Refused("This access request doesn't exist.")
        return ACCESS_REQUEST_ADAPTER.validate_python(row.body)

    def update(self, request_id: str, **changes: Any) -> AccessRequest:
        with transaction(self._engine) as session:
            row = session.get_one(AccessRequestRow, request_id, with_for_update=True)
            updated = replace(ACCESS_REQUEST_ADAPTER.validate_python(row.body), **changes)
            row.sqlmodel_update(_columns(updated))
        return updated

    def out_of_sync(self, now: datetime) -> Sequence[str]:
        is_due = col(AccessRequestRow.is_in_sync).is_(False), col(AccessRequestRow.due_at) <= now.timestamp()
        return fetch_all(self._engine, select(AccessRequestRow.id).where(*is_due))


def _columns(request: AccessRequest) -> dict[str, Any]:
    return {
        "id": request.id,
        "is_in_sync": request.is_notified,
        "due_at": request.retry_at.timestamp() if request.retry_at else 0.0,
        "body": ACCESS_REQUEST_ADAPTER.dump_python(request, mode="json"),
    }
