"""Connector requests in one table. Every change is a compare-and-swap on the row's version."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from statistics import median_low
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    CursorResult,
    Engine,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    union,
    update,
)
from sqlmodel import Session, SQLModel, col, select

from bot.sqlite.write_ahead_log import empty_write_ahead_log
from bot.store.audit_rows import append_later
from bot.store.database import count_by, execute, fetch_all, find_row, reading, transaction, translate_outages, upsert
from bot.store.tables import ConnectionRow, RequestRow
from workflows.catalog.service import FIRST_PROPOSALS
from workflows.errors import IllegalTransition, Refused
from workflows.ports import Clock
from workflows.requests.audit import request_entries
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, Event, Status, next_status

MAX_COMPARED_SYNCS = 5
"""How many historical syncs of a service say how long the next one takes."""
REQUEST_ADAPTER = TypeAdapter(ConnectorRequest)
UNKNOWN_REQUEST = "I couldn't find that request. Use its ticket key, for example DSRE-7."
IS_OPEN = col(RequestRow.status).not_in([literal_column(f"'{status}'") for status in sorted(CLOSED_STATUSES)])
"""Whether a request is open. With plain values instead, SQLAlchemy writes the statement anew each time."""


def _select_taken(names: Any) -> CompoundSelect[Any]:
    return union(
        select(ConnectionRow.name).where(col(ConnectionRow.name).in_(names)),
        select(RequestRow.dataset).where(col(RequestRow.dataset).in_(names), IS_OPEN),
    )


TAKEN_NAMES = _select_taken(bindparam("names", expanding=True))
TAKEN_OF_FEW = _select_taken([bindparam(f"name_{number}") for number in range(FIRST_PROPOSALS)])
"""The same for what a form proposes first, which takes half the time."""


def names_of_few(names: Collection[str]) -> dict[str, str]:
    """Return the parameters of `TAKEN_OF_FEW`, for at most four names."""
    return {f"name_{number}": name for number, name in enumerate(islice(cycle(names or [""]), FIRST_PROPOSALS))}


OF_TICKET = select(RequestRow.id).where(RequestRow.ticket_id == bindparam("ticket")).limit(1)


class RequestStore:
    """Implements `workflows.requests.ports.Requests`."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        """Save a new request; if the submission is already saved, return its request."""
        statement = upsert(self._engine, RequestRow).values(submission=submission, **request_columns(request))
        with transaction(self._engine) as session:
            _judge_soon(session, None, request)
            new = statement.on_conflict_do_nothing(index_elements=["submission"]).returning(col(RequestRow.id))
            if session.execute(new).first():
                append_later(session, request_entries(None, self._clock.now(), request))
            row = session.exec(select(RequestRow).where(RequestRow.submission == submission)).one()
            return request_from_row(row)

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        """Return the request that was saved for this submission, if any."""
        with transaction(self._engine) as session:
            row = session.exec(select(RequestRow).where(RequestRow.submission == submission)).first()
        return request_from_row(row) if row else None

    def get(self, request_id: str) -> ConnectorRequest:
        row = find_row(self._engine, RequestRow, request_id)
        if row is None:
            raise Refused("This request doesn't exist anymore.")
        return request_from_row(row)

    def find(self, reference: str) -> ConnectorRequest:
        """Find a request by id, ticket key, or dataset; the newest if several have had the same dataset."""
        matches = or_(
            col(RequestRow.id) == reference,
            col(RequestRow.dataset) == reference,
            col(RequestRow.ticket_key) == reference.upper(),
        )
        found = self._select(matches)
        if not found:
            raise Refused(UNKNOWN_REQUEST)
        return found[-1]

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        return next(iter(self._select(col(RequestRow.connection_id) == connection_id)), None)

    def transition(
        self, request: ConnectorRequest, event: Event, *, revision: int | None = None, **changes: Any
    ) -> ConnectorRequest:
        def change(current: ConnectorRequest) -> ConnectorRequest:
            if revision is not None and revision != current.revision:
                raise IllegalTransition("This request was just edited.")
            return replace(current, status=next_status(current.status, event), **changes)

        return self.apply(request, change)

    def update(self, request: ConnectorRequest, **changes: Any) -> ConnectorRequest:
        return self.apply(request, lambda current: replace(current, **changes))

    def apply(
        self, request: ConnectorRequest, change: Callable[[ConnectorRequest], ConnectorRequest]
    ) -> ConnectorRequest:
        while not (updated := self._try_to_apply(request, change)):
            request = self.get(request.id)
        return updated

    def _try_to_apply(
        self, before: ConnectorRequest, change: Callable[[ConnectorRequest], ConnectorRequest]
    ) -> ConnectorRequest | None:
        """Return the changed request; None if `before` is out of date."""
        try:
            updated = replace(change(before), version=before.version + 1)
        except IllegalTransition:
            if self.get(before.id).version == before.version:
                raise
            return None
        with transaction(self._engine) as session:
            return updated if swap_request(session, before, updated, self._clock.now()) else None

    def mark_in_sync(self, request: ConnectorRequest) -> None:
        execute(self._engine, update(RequestRow).where(*_same_version(request)).values(is_in_sync=True))

    def erase_earlier_versions(self) -> None:
        with translate_outages():
            empty_write_ahead_log(self._engine)

    def out_of_sync(self) -> Sequence[ConnectorRequest]:
        is_due = RequestRow.due_at <= self._clock.now().timestamp()
        return self._select(col(RequestRow.is_in_sync).is_(False), is_due)

    def open_requests(self) -> Sequence[ConnectorRequest]:
        return self._select(col(RequestRow.status).not_in(CLOSED_STATUSES))

    def unmarked_requests(self, services: Collection[str]) -> Sequence[ConnectorRequest]:
        is_marked: ColumnElement[bool] = col(RequestRow.body)["answers"]["is_sensitive_service"].as_boolean()
        return self._select(col(RequestRow.service).in_(services), is_marked.is_not(True))

    def undecided_since(self, before: datetime) -> Sequence[ConnectorRequest]:
        is_undecided = RequestRow.status == Status.AWAITING_APPROVAL
        return self._select(is_undecided, RequestRow.submitted_at < before.timestamp())

    def needing_sign_in(self, requester: str) -> Sequence[ConnectorRequest]:
        broken = self._select(RequestRow.requester == requester, RequestRow.status == Status.BROKEN)
        return [one for one in broken if one.sign_in_needed_since]

    def usual_history_sync(self, service: str) -> timedelta | None:
        has_data = col(RequestRow.first_synced_at).is_not(None)
        query = select(RequestRow).where(RequestRow.service == service, has_data)
        newest = query.order_by(col(RequestRow.first_synced_at).desc()).limit(MAX_COMPARED_SYNCS)
        found = [request_from_row(row) for row in fetch_all(self._engine, newest)]
        lengths = [
            one.first_synced_at - one.syncing_since for one in found if one.first_synced_at and one.syncing_since
        ]
        return median_low(lengths) if lengths else None

    def awaiting_decision(self) -> Sequence[ConnectorRequest]:
        return self._select(RequestRow.status == Status.AWAITING_APPROVAL, col(RequestRow.ticket_id).is_not(None))

    def with_stuck_ticket(self) -> Sequence[ConnectorRequest]:
        """Return the requests whose last attempt failed, and unfinished ones whose ticket was deleted."""
        has_problem = and_(col(RequestRow.is_in_sync).is_(False), _has("problem"))
        is_unfinished = col(RequestRow.status).not_in(CLOSED_STATUSES | {Status.LIVE, Status.BROKEN})
        return self._select(or_(has_problem, and_(is_unfinished, _has("ticket_missing_since"))))

    def taken_names(self, names: Collection[str]) -> frozenset[str]:
        """Return those of the names that connections and open requests already use in the destinations."""
        if not names:
            return frozenset()
        query: Any = TAKEN_NAMES
        wanted: dict[str, Any] = {"names": list(names)}
        if len(names) <= FIRST_PROPOSALS:
            query, wanted = TAKEN_OF_FEW, names_of_few(names)
        with reading(self._engine) as connection:
            return frozenset(connection.execute(query, wanted).scalars())

    def find_by_ticket(self, ticket_id: str) -> ConnectorRequest | None:
        found = self._select(RequestRow.ticket_id == ticket_id)
        return found[0] if found else None

    def has_ticket(self, ticket_id: str) -> bool:
        """Whether a request has this ticket. Jira reports every issue of a project, and most aren't ours."""
        with reading(self._engine) as connection:
            return connection.execute(OF_TICKET, {"ticket": ticket_id}).first() is not None

    def count_by_status(self) -> dict[str, int]:
        """Count requests by status slug."""
        return count_by(self._engine, col(RequestRow.status))

    def delayed(self) -> Sequence[ConnectorRequest]:
        """Return the requests whose last attempt to reconcile failed, whether or not the next one is due."""
        return [request for request in self._select(col(RequestRow.is_in_sync).is_(False)) if request.problem]

    def count_out_of_sync(self) -> int:
        """Count the requests that are out of sync, due or not."""
        with transaction(self._engine) as session:
            is_lagging = col(RequestRow.is_in_sync).is_(False)
            return session.exec(select(func.count()).select_from(RequestRow).where(is_lagging)).one()

    def _select(self, *conditions: Any) -> Sequence[ConnectorRequest]:
        query = select(RequestRow).where(*conditions).order_by(col(RequestRow.submitted_at))
        return [request_from_row(row) for row in fetch_all(self._engine, query)]


def swap_request(session: Session, before: ConnectorRequest, updated: ConnectorRequest, now: datetime) -> bool:
    """Write `updated` if the row is still at the version of `before`, and what the audit trail says about it.

    Return whether it was written.
    """
    _judge_soon(session, before, updated)
    statement = update(RequestRow).where(*_same_version(before)).values(**request_columns(updated))
    # Otherwise, each swap visits all row objects of the session.
    result = session.execute(statement, execution_options={"synchronize_session": False})
    if cast(CursorResult[Any], result).rowcount != 1:
        return False
    append_later(session, request_entries(before, now, updated))
    return True


def swap_requests(session: Session, updated: Sequence[ConnectorRequest]) -> list[str]:
    """Write requests whose rows are still at the version before. Return the ids of those that were written.

    They keep their connections, and what restricts those. A mass outage changes thousands: two statements for all.
    """
    if not updated:
        return []
    table = SQLModel.metadata.tables[str(RequestRow.__tablename__)]
    rows = [request_columns(one) for one in updated]
    is_unchanged = table.c.id == bindparam("_id"), table.c.version == bindparam("_version") - 1
    columns: dict[str, Any] = {name: bindparam(name) for name in rows[0]}
    parameters = [{**row, "_id": row["id"], "_version": row["version"]} for row in rows]
    session.connection().execute(table.update().where(*is_unchanged).values(columns), parameters)
    wanted = {(one.id, one.version, one.connection_state_key) for one in updated}
    query: Any = select(RequestRow.id, RequestRow.version, RequestRow.connection_state_key)
    stored = session.execute(query.where(col(RequestRow.id).in_([one.id for one in updated])))
    return [row.id for row in stored if tuple(row) in wanted]


def _judge_soon(session: Session, before: ConnectorRequest | None, request: ConnectorRequest) -> None:
    """Let the next poll judge the connections that a request makes restricted: its own, and others of its name.

    Before the request is written: a poll locks rows in that order, too.
    """
    if request.connection_id is None or (before and _restricts(before) == _restricts(request)):
        return
    has_name = and_(col(ConnectionRow.service) == request.answers.service, col(ConnectionRow.name) == request.dataset)
    affected = or_(col(ConnectionRow.id) == request.connection_id, has_name)
    statement = update(ConnectionRow).where(affected).values(due_at=0.0)
    session.execute(statement, execution_options={"synchronize_session": False})


def _restricts(request: ConnectorRequest) -> tuple[object, ...]:
    """Return what decides which connections a request restricts."""
    return request.connection_id, request.answers.is_sensitive, request.answers.service, request.dataset


def _has(name: str) -> ColumnElement[bool]:
    """Whether a field of the body isn't null."""
    value: ColumnElement[str] = col(RequestRow.body)[name].as_string()
    return value.is_not(None)


def _same_version(request: ConnectorRequest) -> tuple[Any, ...]:
    return col(RequestRow.id) == request.id, col(RequestRow.version) == request.version


def request_columns(request: ConnectorRequest) -> dict[str, Any]:
    """Return the column values of a changed request, which is out of sync."""
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
        "ticket_key": request.ticket.key if request.ticket else None,
        "connection_id": request.connection_id,
        "connection_state_key": request.connection_state_key,
        "first_synced_at": request.first_synced_at.timestamp() if request.first_synced_at else None,
        "decided_at": decided_at.timestamp() if (decided_at := request.approver_decided_at) else None,
        "delete_after": request.answers.delete_after.isoformat(),
        "is_confidential": request.answers.is_sensitive,
        "business_owner": request.answers.business_owner,
        "body": REQUEST_ADAPTER.dump_python(request, mode="json"),
    }


def request_from_row(row: RequestRow) -> ConnectorRequest:
    """Return the request stored in a row."""
    return REQUEST_ADAPTER.validate_python(row.body)
