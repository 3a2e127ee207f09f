"""Rows are found by name, with the requests that say who can see them."""

from typing import Any

from sqlalchemy import Engine

from bot.store.account_rows import AccountRows
from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.database import transaction
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, TICKET, a_connected_request, a_connection, a_request_with_ticket
from workflows.reporting.name_table import NameTable
from workflows.requests.mirrors import Ticket
from workflows.requests.state_machine import Status

TODAY, TOMORROW = {"dev": MONDAY}, {"dev": MONDAY.replace(day=24)}
OTHER_TICKET = Ticket("10008", "DSRE-8", TICKET.url)


def save(database: Engine, **facts: object) -> None:
    one = a_connection(**facts)
    row: dict[str, Any] = {"id": one.id, "group_id": one.group_id, "service": one.service, "name": one.name}
    body = CONNECTION_ADAPTER.dump_python(one, mode="json")
    with transaction(database) as session:
        session.add(ConnectionRow(**row, health="healthy", state_key="", body=body))


def names(table: NameTable) -> set[str]:
    return {row.name for row in table.rows}


def test_names_of_connections_are_read_again_after_a_poll(database: Engine) -> None:
    rows = AccountRows(database, "prod")
    save(database)
    before = rows.name_tables(TODAY)[0]
    save(database, id="shy_otter", name="zoom")

    assert names(before) == names(rows.name_tables(TODAY)[0]) == {"salesforce"}
    assert names(rows.name_tables(TOMORROW)[0]) == {"salesforce", "zoom"}


def test_open_requests_without_a_connection_in_development_are_named(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_request_with_ticket(id="waits"), "V1")
    requests.add(a_connected_request(id="connected"), "V2")
    requests.add(a_connected_request(id="not polled yet", connection_id="new_otter"), "V3")
    requests.add(a_connected_request(id="in production", connection_id="big_otter"), "V4")
    requests.add(a_request_with_ticket(id="declined", status=Status.DECLINED), "V5")
    save(database)
    save(database, id="big_otter", group_id="prod")

    _connections, waiting = AccountRows(database, "prod").name_tables(TODAY)

    assert {row.id for row in waiting.rows} == {"waits", "not polled yet", "in production"}


def test_connections_come_with_the_requests_that_restrict_them(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(id="linked"), "V1")
    requests.add(a_connected_request(id="same name", connection_id="gone", status=Status.RETIRED), "V2")
    requests.add(a_request_with_ticket(id="without connection", status=Status.DECLINED, ticket=OTHER_TICKET), "V3")
    save(database)
    rows = AccountRows(database, "prod")

    assert [one.id for one in rows.connections(["polite_otter", "unknown"])] == ["polite_otter"]
    assert {one.id for one in rows.requests_about(["polite_otter"], ["salesforce"])} == {"linked", "same name"}
    assert [one.id for one in rows.requests_of("U0CLEO", ["DSRE-8"])] == ["without connection"]
