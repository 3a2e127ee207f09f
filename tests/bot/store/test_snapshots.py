"""What questions are answered from."""

from sqlalchemy import Engine

from bot.store.database import transaction
from bot.store.requests import RequestStore
from bot.store.snapshots import CONNECTION_BODY_ADAPTER, SnapshotStore
from bot.store.tables import ConnectionRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import TICKET, a_connection, a_request_with_ticket
from workflows.requests.model import Ticket
from workflows.requests.state_machine import Status

OVER = a_request_with_ticket(status=Status.DECLINED)
OTHER = a_request_with_ticket(
    id="c0ffee", status=Status.WITHDRAWN, ticket=Ticket("10008", "DSRE-8", TICKET.url)
)


def test_what_is_over_is_known_to_its_requester_and_by_its_ticket(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(OVER, "V1")
    requests.add(OTHER, "V2")
    records = SnapshotStore(database)

    assert not records.requests("U0CLEO")
    assert {one.id for one in records.requests("U0ADA")} == {OVER.id, OTHER.id}
    assert [one.id for one in records.requests("U0CLEO", ["DSRE-7"])] == [OVER.id]


def test_what_had_a_connection_is_remembered(database: Engine) -> None:
    """A connection in production may be called like it, and is as sensitive."""
    requests = RequestStore(database, Watch())
    requests.add(OVER.evolve(status=Status.RETIRED, connection_id="polite_otter"), "V1")

    assert len(SnapshotStore(database).requests(None)) == 1


def test_whoever_asks_about_a_service_does_not_wait_for_all_the_others(database: Engine) -> None:
    with transaction(database) as session:
        for name in ("zoom", "jira"):
            body = CONNECTION_BODY_ADAPTER.dump_python(a_connection(id=name, service=name), mode="json")
            row = {
                "id": name,
                "group_id": "prod",
                "service": name,
                "name": name,
                "health": "fine",
                "seen": "",
            }
            session.add(ConnectionRow(**row, body=body))

    assert [one.service for one in SnapshotStore(database).connections("zoom")] == ["zoom"]
    assert [one.service for one in SnapshotStore(database).connections()] == ["jira", "zoom"]
