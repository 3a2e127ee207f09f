"""What questions are answered from."""

from sqlalchemy import Engine

from bot.store.records import RecordStore
from bot.store.requests import RequestStore
from tests.bot.store.test_requests import Watch
from tests.examples import TICKET, a_request_with_ticket
from workflows.life import Status
from workflows.request import Ticket

OVER = a_request_with_ticket(status=Status.DECLINED)
OTHER = a_request_with_ticket(
    id="c0ffee", status=Status.WITHDRAWN, ticket=Ticket("10008", "DSRE-8", TICKET.url)
)


def test_what_is_over_is_known_to_its_requester_and_by_its_ticket(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(OVER, "V1")
    requests.add(OTHER, "V2")
    records = RecordStore(database)

    assert not records.requests("U0CLEO")
    assert {one.id for one in records.requests("U0ADA")} == {OVER.id, OTHER.id}
    assert [one.id for one in records.requests("U0CLEO", ["DSRE-7"])] == [OVER.id]


def test_what_had_a_connection_is_remembered(database: Engine) -> None:
    """A connection in production may be called like it, and is as sensitive."""
    requests = RequestStore(database, Watch())
    requests.add(OVER.but(status=Status.RETIRED, connection_id="polite_otter"), "V1")

    assert len(RecordStore(database).requests(None)) == 1
