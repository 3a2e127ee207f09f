"""Reading the stored state of connections and requests."""

from typing import Any

from sqlalchemy import Engine

from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.database import transaction
from bot.store.requests import RequestStore
from bot.store.snapshots import SnapshotStore
from bot.store.tables import ConnectionRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import TICKET, a_connection, a_request_with_ticket
from workflows.requests.mirrors import Ticket
from workflows.requests.state_machine import Status

OVER = a_request_with_ticket(status=Status.DECLINED)
OTHER = a_request_with_ticket(id="c0ffee", status=Status.WITHDRAWN, ticket=Ticket("10008", "DSRE-8", TICKET.url))


def test_a_closed_request_is_found_by_its_requester_and_its_ticket(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(OVER, "V1")
    requests.add(OTHER, "V2")
    snapshots = SnapshotStore(database)

    assert not snapshots.requests("U0CLEO")
    assert {one.id for one in snapshots.requests("U0ADA")} == {OVER.id, OTHER.id}
    assert [one.id for one in snapshots.requests("U0CLEO", ["DSRE-7"])] == [OVER.id]


def test_a_closed_request_with_a_connection_is_found_by_all(database: Engine) -> None:
    """A production connection can have the same name, and is as sensitive."""
    requests = RequestStore(database, Watch())
    requests.add(OVER.evolve(status=Status.RETIRED, connection_id="polite_otter"), "V1")

    assert len(SnapshotStore(database).requests(None)) == 1


def test_connections_are_sorted_by_name(database: Engine) -> None:
    with transaction(database) as session:
        for name in ("zoom", "jira"):
            body = CONNECTION_ADAPTER.dump_python(a_connection(id=name, service=name), mode="json")
            row: dict[str, Any] = {
                "id": name,
                "group_id": "prod",
                "service": name,
                "name": name,
                "health": "healthy",
                "state_key": "",
            }
            session.add(ConnectionRow(**row, body=body))

    assert [one.service for one in SnapshotStore(database).connections()] == ["jira", "zoom"]
