"""Lists of connections: how many there are, the first of them, and which of them aren't for everyone."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import count, islice
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine, case, exists, func, literal, not_, or_, true, union, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from bot.store.account_names import CONNECTION_NAMES
from bot.store.database import chunks, transaction
from bot.store.parsed_bodies import body_text, request_of_text
from bot.store.tables import ConnectionOwnerRow, ConnectionRow, RequestRow
from bot.store.unowned import IS_UNOWNED
from workflows.connections.model import Health
from workflows.reporting.listing import ListingPage, Restriction
from workflows.reporting.name_table import NamedRow
from workflows.reporting.snapshot import Listing
from workflows.requests.confidentiality import Viewer
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import OPEN_STATUSES

LISTING_PAGE_SIZE = 50
_IS_OPEN = col(RequestRow.status).in_(sorted(OPEN_STATUSES))
_WAITS = _IS_OPEN & col(RequestRow.connection_id).is_(None)
_IS_CONNECTED = _IS_OPEN & col(RequestRow.connection_id).is_not(None)


class ListingRows:
    """Reads lists."""

    def __init__(self, engine: Engine, production_group: str) -> None:
        self._engine, self._production = engine, production_group

    def page(self, listing: Listing, hidden: Collection[Collection[str]], limit: int) -> ListingPage:
        """Return the number of connections, and for each set of hidden ids the first ones without them."""
        with transaction(self._engine) as session:
            parts = self._counted_parts(session, listing)
            rows = {
                row
                for ids in hidden
                for row in islice((one for one in _by_name(session, list(parts)) if one.id not in ids), limit)
            }
        return ListingPage(sum(parts.values()), rows)

    def broken_among(self, ids: Collection[str]) -> Collection[NamedRow]:
        """Return those of the connections that are broken."""
        found: list[NamedRow] = []
        is_broken = _condition(Listing.BROKEN, self._production)
        with transaction(self._engine) as session:
            for some in chunks(sorted(ids)):
                rows = session.execute(CONNECTION_NAMES.where(col(ConnectionRow.id).in_(some), is_broken))
                found += [NamedRow(*row) for row in rows]
        return found

    def restrictions(self, listing: Listing, sensitive_services: frozenset[str]) -> Sequence[Restriction]:
        """Return which connections of a list not everyone can see, as `Snapshot.can_view_connection` decides."""
        query = _restricted(listing, self._production, sensitive_services)
        with transaction(self._engine) as session:
            return [Restriction(one, frozenset(people)) for one, *people in session.execute(query)]

    def waiting(
        self, viewers: Collection[Viewer], sensitive_services: frozenset[str], limit: int
    ) -> Sequence[ConnectorRequest]:
        """Return the oldest open requests without a connection that each viewer can see."""
        visible = [_WAITS & _can_view(one, sensitive_services) for one in viewers]
        with transaction(self._engine) as session:
            return _first_requests(session, visible, (col(RequestRow.submitted_at),), limit)

    def due_for_deletion(
        self, until: date, viewers: Collection[Viewer], sensitive_services: frozenset[str], limit: int
    ) -> tuple[Mapping[Viewer, int], Sequence[ConnectorRequest]]:
        """Return the open requests whose data is to be deleted by then: the number for each viewer, and the first."""
        is_due = _IS_CONNECTED & (col(RequestRow.delete_after) <= until.isoformat())
        visible = {one: is_due & _can_view(one, sensitive_services) for one in viewers}
        order = col(RequestRow.delete_after), col(RequestRow.submitted_at)
        with transaction(self._engine) as session:
            counts = {one: _count(session, RequestRow, condition) for one, condition in visible.items()}
            return counts, _first_requests(session, visible.values(), order, limit)

    def _counted_parts(self, session: Session, listing: Listing) -> Mapping[Any, int]:
        """Return the conditions that together make the list → how many connections meet each."""
        if listing is not Listing.IN_DEVELOPMENT:
            listed = _condition(listing, self._production)
            return {listed: _count(session, ConnectionRow, listed)}
        group = col(ConnectionRow.group_id)
        groups = session.exec(select(group, func.count()).group_by(group)).all()
        return {group == name: number for name, number in groups if name != self._production}


def _condition(listing: Listing, production_group: str) -> Any:
    """Return the condition on connections."""
    if listing is Listing.BROKEN:
        return ConnectionRow.health == Health.BROKEN
    if listing is Listing.UNOWNED:
        return IS_UNOWNED
    if listing is Listing.PAUSED:
        return col(ConnectionRow.paused).is_(True) & (col(ConnectionRow.setup_state) != "incomplete")
    return col(ConnectionRow.group_id) != production_group


def _count(session: Session, table: type[SQLModel], condition: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(condition)).one()


def _first_requests(
    session: Session, conditions: Iterable[Any], order: Sequence[Any], limit: int
) -> Sequence[ConnectorRequest]:
    """Return the first requests that meet each of the conditions."""
    query = select(RequestRow.id).order_by(*order).limit(limit)
    firsts = [query.where(condition).subquery() for condition in conditions]
    ids = union(*(select(first.c.id) for first in firsts))
    bodies = session.exec(select(body_text(RequestRow.body)).where(col(RequestRow.id).in_(ids)))
    return [request_of_text(body) for body in bodies]


def _by_name(session: Session, conditions: Sequence[Any]) -> Iterator[NamedRow]:
    """Yield the connections that meet one of the conditions, by name, page by page."""
    return merge(*(_pages(session, condition) for condition in conditions), key=attrgetter("name", "id"))


def _pages(session: Session, condition: Any) -> Iterator[NamedRow]:
    name = col(ConnectionRow.name)
    if session.get_bind().dialect.name == "postgresql":
        name = name.collate("C")  # type: ignore[assignment]  # as SQLite and Python compare
    query = CONNECTION_NAMES.where(condition).order_by(name, col(ConnectionRow.id)).limit(LISTING_PAGE_SIZE)
    for offset in count(0, LISTING_PAGE_SIZE):
        rows = session.execute(query.offset(offset)).all()
        yield from (NamedRow(*row) for row in rows)
        if len(rows) < LISTING_PAGE_SIZE:
            return


@lru_cache
def _restricted(listing: Listing, production_group: str, sensitive_services: frozenset[str]) -> Any:
    """Select the ids of connections with confidential requests, and who can read these: its owner can, too.

    Its own last request counts; without one, all that had a connection of its service and name, and the service.
    """
    listed, request = (
        _condition(listing, production_group),
        _confidential(sensitive_services).cte("confidential_request"),
    )
    newer = aliased(RequestRow)
    is_own = col(ConnectionRow.id) == request.c.connection_id
    is_newer = newer.connection_id == request.c.connection_id, newer.submitted_at > request.c.submitted_at
    has_name = (col(ConnectionRow.name) == request.c.dataset) & (col(ConnectionRow.service) == request.c.service)
    is_unrequested = ~exists().where(col(RequestRow.connection_id) == col(ConnectionRow.id))
    has_owner = col(ConnectionOwnerRow.connection_id) == col(ConnectionRow.id)
    claimed = func.coalesce(ConnectionOwnerRow.owner, "")
    owner = case((request.c.status.in_(sorted(OPEN_STATUSES)), ""), else_=claimed)
    people = request.c.requester, request.c.business_owner
    parts = [
        select(ConnectionRow.id, *people, owner).join(request, is_own).where(~exists().where(*is_newer)),
        select(ConnectionRow.id, *people, claimed).join(request, has_name).where(is_unrequested),
    ]
    if sensitive_services:
        is_sensitive = col(ConnectionRow.service).in_(sorted(sensitive_services))
        of_service: Any = select(ConnectionRow.id, literal(""), literal(""), claimed)
        parts.append(of_service.select_from(ConnectionRow).where(is_sensitive, is_unrequested))
    return union_all(*(part.outerjoin(ConnectionOwnerRow, has_owner).where(listed) for part in parts))


def restricted_ids(listing: Listing, sensitive_services: frozenset[str]) -> Any:
    """Select the ids of a list's connections that aren't for everyone. Not for lists of one environment."""
    return select(_restricted(listing, "", sensitive_services).subquery().c.id)


def _confidential(sensitive_services: frozenset[str]) -> Any:
    """Select the confidential requests that had a connection. A union, so that each part has an index."""
    columns: Any = (
        RequestRow.connection_id,
        RequestRow.service,
        RequestRow.dataset,
        RequestRow.submitted_at,
        RequestRow.requester,
        RequestRow.business_owner,
        RequestRow.status,
    )
    had_connection = select(*columns).where(col(RequestRow.connection_id).is_not(None))
    confidential = had_connection.where(col(RequestRow.is_confidential).is_(True))
    if not sensitive_services:
        return confidential
    return union(confidential, had_connection.where(col(RequestRow.service).in_(sorted(sensitive_services))))


def _can_view(viewer: Viewer, sensitive_services: frozenset[str]) -> Any:
    """Return the condition of `workflows.requests.confidentiality.disclose`."""
    if viewer.can_view_everything:
        return true()
    is_confidential = col(RequestRow.is_confidential) | col(RequestRow.service).in_(sorted(sensitive_services))
    if viewer.is_public or viewer.id is None:
        return not_(is_confidential)
    is_theirs = or_(col(RequestRow.requester) == viewer.id, col(RequestRow.business_owner) == viewer.id)
    return or_(not_(is_confidential), is_theirs)
