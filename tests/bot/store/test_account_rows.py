"""Rows are found by name, with the requests that say who can see them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func
from sqlmodel import select

from bot.store.account_rows import AccountRows
from bot.store.connection_states import CONNECTION_ADAPTER
from bot.store.database import transaction
from bot.store.name_changes import KEPT_VERSIONS, record_round
from bot.store.poll_round import ConnectionPoller
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow, NameChangeRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, TICKET, a_connected_request, a_connection, a_request_with_ticket
from tests.support.statement_log import log_statements
from workflows.connections.model import Connection, ConnectionListing
from workflows.reporting.name_table import NameTable
from workflows.requests.mirrors import Ticket
from workflows.requests.state_machine import Status

TODAY = {"dev": MONDAY}
OTHER_TICKET = Ticket("10008", "DSRE-8", TICKET.url)


def save(database: Engine, **facts: object) -> None:
    one = a_connection(**facts)
    row: dict[str, Any] = {"id": one.id, "group_id": one.group_id, "service": one.service, "name": one.name}
    body = CONNECTION_ADAPTER.dump_python(one, mode="json")
    with transaction(database) as session:
        session.add(ConnectionRow(**row, health="healthy", state_key="", body=body))


def names(table: NameTable) -> set[str]:
    return {row.name for row in table.rows}


class Account:
    """Two groups of connections, polled in turn."""

    def __init__(self, database: Engine) -> None:
        self.connections: dict[str, Connection] = {}
        self.watch = Watch()
        self._poller = ConnectionPoller(database, self.list_group, {}, self.watch)

    def list_group(self, group_id: str, known: object) -> ConnectionListing:
        return ConnectionListing([one for one in self.connections.values() if one.group_id == group_id])

    def poll(self, *changed: Connection, gone: str = "") -> dict[str, datetime]:
        """Poll after these changes, until missing connections count as gone. Return the times of the polls."""
        self.connections |= {one.id: one for one in changed}
        self.connections.pop(gone, None)
        for _ in range(3):
            self.watch.time += timedelta(minutes=5)
            for group in ("dev", "prod"):
                self._poller.poll(group)
        return dict.fromkeys(("dev", "prod"), self.watch.time)


OTTER, SHY, BIG = (
    a_connection(),
    a_connection(id="shy_otter", name="zoom"),
    a_connection(id="big_otter", name="stripe", group_id="prod"),
)


def test_names_follow_each_poll(database: Engine) -> None:
    rows, account = AccountRows(database, "prod"), Account(database)

    def known(polled_at: dict[str, datetime]) -> set[str]:
        table = rows.name_tables(polled_at)[0]
        assert table.by_key == NameTable(table.rows).by_key
        return names(table)

    assert known(account.poll(OTTER)) == {"salesforce"}
    assert known(account.poll(SHY, BIG)) == {"salesforce", "zoom", "stripe"}
    assert known(account.poll(replace(SHY, name="zoom_eu"))) == {"salesforce", "zoom_eu", "stripe"}
    assert known(account.poll(gone="polite_otter")) == {"zoom_eu", "stripe"}


def test_a_poll_that_renames_nothing_reads_no_names(database: Engine) -> None:
    rows, account = AccountRows(database, "prod"), Account(database)
    before = rows.name_tables(account.poll(OTTER, SHY))[0]

    quiet = account.poll(replace(SHY, paused=False))
    with log_statements(database) as log:
        after = rows.name_tables(quiet)[0]

    assert after is before
    assert [read for read in log.reads if "connection.name" in read[0]] == []


def test_after_too_many_changes_all_names_are_read_again(database: Engine) -> None:
    rows, account = AccountRows(database, "prod"), Account(database)
    rows.name_tables(account.poll(OTTER, SHY))
    with transaction(database) as session:
        for number in range(KEPT_VERSIONS + 1):
            record_round(session, "dev", account.watch.time, [f"otter_{number}"])

    with transaction(database) as session:
        kept = session.exec(select(func.count()).select_from(NameChangeRow)).one()
    assert kept == KEPT_VERSIONS
    assert names(rows.name_tables(account.poll(BIG))[0]) == {"salesforce", "zoom", "stripe"}


def test_a_request_is_named_until_a_poll_finds_its_connection_in_development(database: Engine) -> None:
    rows, account = AccountRows(database, "prod"), Account(database)
    rows.name_tables(account.poll(SHY))
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(id="new", status=Status.LIVE), "V1")
    requests.add(a_connected_request(id="moved", status=Status.LIVE, connection_id="big_otter"), "V2")

    def apart(polled_at: dict[str, datetime]) -> set[str]:
        return {row.id for row in rows.name_tables(polled_at)[1].rows}

    assert apart(account.poll(OTTER, BIG)) == {"moved"}
    assert apart(account.poll(gone="polite_otter")) == {"moved", "new"}
    assert apart(account.poll(OTTER)) == {"moved"}


def test_open_requests_without_a_connection_in_development_are_named(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_request_with_ticket(id="waits"), "V1")
    requests.add(a_connected_request(id="connected"), "V2")
    requests.add(a_connected_request(id="not polled yet", connection_id="new_otter"), "V3")
    requests.add(a_connected_request(id="in production", connection_id="big_otter"), "V4")
    requests.add(a_request_with_ticket(id="declined", status=Status.DECLINED), "V5")
    save(database)
    save(database, id="big_otter", group_id="prod")

    _connections, *unconnected = AccountRows(database, "prod").name_tables(TODAY)

    assert {row.id for table in unconnected for row in table.rows} == {"waits", "not polled yet", "in production"}


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
