"""The requests, kept in one table. Every change is a compare-and-swap on the row's version."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, Engine, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.tables import ConnectionRow, RequestRow
from workflows.errors import IllegalTransition, Refused
from workflows.ports import Clock
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, Event, Status, next_status

REQUEST_ADAPTER = TypeAdapter(ConnectorRequest)
UNKNOWN_REQUEST = "There is no such request. Name it by its ticket, for example DSRE-7."


class RequestStore:
    """Fulfils `workflows.requests.ports.Requests`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        """Keep a new request; when this submission was kept before, the request that came of it."""
        insert = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        statement = insert(RequestRow).values(submission=submission, **request_columns(request))
        with transaction(self._engine) as session:
            session.execute(statement.on_conflict_do_nothing(index_elements=["submission"]))
            row = session.exec(select(RequestRow).where(RequestRow.submission == submission)).one()
            return request_from_row(row)

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        """The request that came of this submission, if it was kept before."""
        with transaction(self._engine) as session:
            row = session.exec(select(RequestRow).where(RequestRow.submission == submission)).first()
        return request_from_row(row) if row else None

    def get(self, request_id: str) -> ConnectorRequest:
        with transaction(self._engine) as session:
            row = session.get(RequestRow, request_id)
        if row is None:
            raise Refused("There is no such request (any more).")
        return request_from_row(row)

    def find(self, which: str) -> ConnectorRequest:
        """Find a request by id, ticket key or dataset; the newest when several have had the same dataset."""
        called = or_(
            col(RequestRow.id) == which,
            col(RequestRow.dataset) == which,
            col(RequestRow.body)["ticket"]["key"].as_string() == which.upper(),
        )
        found = self._all(called)
        if not found:
            raise Refused(UNKNOWN_REQUEST)
        return found[-1]

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        return next(iter(self._all(col(RequestRow.connection_id) == connection_id)), None)

    def transition(
        self, request_id: str, event: Event, *, revision: int | None = None, **facts: Any
    ) -> ConnectorRequest:

        def moved(now: ConnectorRequest) -> ConnectorRequest:
            if revision is not None and revision != now.revision:
                raise IllegalTransition("This request was edited meanwhile.")
            return replace(now, status=next_status(now.status, event), **facts)

        return self._change(request_id, moved)

    def update(self, request_id: str, **facts: Any) -> ConnectorRequest:
        return self._change(request_id, lambda now: replace(now, **facts))

    def _change(
        self, request_id: str, change: Callable[[ConnectorRequest], ConnectorRequest]
    ) -> ConnectorRequest:
        while True:
            before = self.get(request_id)
            wanted = replace(change(before), version=before.version + 1)
            with transaction(self._engine) as session:
                if swap_request(session, before, wanted):
                    return wanted

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        with transaction(self._engine) as session:
            session.execute(update(RequestRow).where(*_same(request)).values(is_in_sync=True))

    def out_of_sync(self) -> Sequence[ConnectorRequest]:
        due = RequestRow.due_at <= self._clock.now().timestamp()
        return self._all(col(RequestRow.is_in_sync).is_(False), due)

    def undecided_since(self, before: datetime) -> Sequence[ConnectorRequest]:
        waiting = RequestRow.status == Status.AWAITING_APPROVAL
        return self._all(waiting, RequestRow.submitted_at < before.timestamp())

    def taken_names(self) -> frozenset[str]:
        """Names in the destinations that connections and unfinished requests already have."""
        open_ = select(RequestRow.dataset).where(col(RequestRow.status).not_in(CLOSED_STATUSES))
        with self._engine.connect() as connection:  # a session would cost as much as the rest of a command
            return frozenset(connection.execute(select(ConnectionRow.name).union(open_)).scalars())

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        found = self._all(RequestRow.ticket_id == ticket_id)
        return found[0] if found else None

    def count_by_status(self) -> dict[str, int]:
        """How many requests stand where."""
        with transaction(self._engine) as session:
            counted = select(RequestRow.status, func.count()).group_by(RequestRow.status)
            return dict(session.exec(counted).all())

    def count_out_of_sync(self) -> int:
        """How many requests have mirrors that do not agree yet, due or not."""
        with transaction(self._engine) as session:
            unsettled = col(RequestRow.is_in_sync).is_(False)
            return session.exec(select(func.count()).select_from(RequestRow).where(unsettled)).one()

    def _all(self, *conditions: Any) -> Sequence[ConnectorRequest]:
        query = select(RequestRow).where(*conditions).order_by(col(RequestRow.submitted_at))
        with transaction(self._engine) as session:
            return [request_from_row(row) for row in session.exec(query)]


def swap_request(session: Session, before: ConnectorRequest, updated: ConnectorRequest) -> bool:
    """Write `wanted` only if nobody has changed the row since `before`; whether it was written."""
    result = session.execute(update(RequestRow).where(*_same(before)).values(**request_columns(updated)))
    return cast(CursorResult[Any], result).rowcount == 1


def _same(request: ConnectorRequest) -> tuple[Any, ...]:
    return col(RequestRow.id) == request.id, col(RequestRow.version) == request.version


def request_columns(request: ConnectorRequest) -> dict[str, Any]:
    """A request as values of its row; a changed request is never settled."""
    return {
        "id": request.id,
        "status": request.status,
        "version": request.version,
        "is_in_sync": False,
        "due_at": request.retry_at.timestamp() if request.retry_at else 0.0,
        "submitted_at": request.submitted_at.timestamp(),
        "requester": request.requester,
        "service": request.answers.service,
        "dataset": request.dataset,
        "ticket_id": request.ticket.id if request.ticket else None,
        "connection_id": request.connection_id,
        "connection_state_key": request.connection_state_key,
        "body": REQUEST_ADAPTER.dump_python(request, mode="json"),
    }


def request_from_row(row: RequestRow) -> ConnectorRequest:
    """The request in a row."""
    return REQUEST_ADAPTER.validate_python(row.body)
