"""A poll round looks at what changed and at what is due, and ends as if it had looked at everything."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlmodel import Session, SQLModel, select

from bot.fivetran.listing import read_listing
from bot.foreign.items import ForeignItems
from bot.store.database import connect, migrate
from bot.store.incident_updates import IncidentUpdater
from bot.store.incidents import IncidentStore
from bot.store.poll_round import ConnectionPoller
from bot.store.requests import RequestStore
from bot.store.tables import (
    ConnectionRow,
    IncidentRow,
    NameChangeRow,
    PollRoundRow,
    RequestRow,
    StormRow,
    SyncRunRow,
)
from tests.bot.store.test_requests import Watch
from tests.support.fivetran_items import a_listed_connection
from tests.support.sample_data import a_connected_request
from tests.support.statement_log import log_statements
from workflows.connections.model import ConnectionListing
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import ActivityEntry
from workflows.incidents.storm_updates import STORM_SIZE
from workflows.monitoring.thresholds import Thresholds
from workflows.requests.answers import Sensitivity
from workflows.requests.ports import PollResult
from workflows.requests.state_machine import Status

NEVER = timedelta(days=10_000)
TABLES = (ConnectionRow, SyncRunRow, IncidentRow, StormRow, RequestRow, PollRoundRow, NameChangeRow)


@dataclass
class Account:
    """A Fivetran account, and the bot's rows about it."""

    engine: Engine
    looks_at_everything: bool = False
    clock: Watch = field(default_factory=Watch)
    items: dict[str, dict[str, Any]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    parsed: list[str] = field(default_factory=list)
    foreign: ForeignItems = field(default_factory=ForeignItems)

    def __post_init__(self) -> None:
        self.requests, self.incidents = RequestStore(self.engine, self.clock), IncidentStore(self.engine, self.clock)
        updater = IncidentUpdater(Thresholds({STORM_SIZE: 3}), frozenset({"workday"}))
        self.poller = ConnectionPoller(self.engine, self.list_group, {}, self.clock, updater, NEVER)

    def list_group(self, group_id: str, known: Mapping[str, str | None]) -> ConnectionListing:
        listed = [item for name, item in self.items.items() if name not in self.hidden]
        listing = read_listing(self.foreign, listed, {} if self.looks_at_everything else known, group_id)
        self.parsed = [connection.id for connection in listing.connections]
        return listing

    def add(self, *items: dict[str, Any]) -> None:
        self.items |= {item["id"]: item for item in items}

    def change(self, number: int, **facts: Any) -> None:
        item = self.items[f"otter_{number}"]
        inside = {name: facts.pop(name) for name in [*facts] if name in item["status"]}
        self.items[item["id"]] = {**item, **facts, "status": item["status"] | inside}

    def poll(self, after: timedelta = timedelta(minutes=1)) -> PollResult:
        self.clock.time += after
        return self.poller.poll("dev")

    def rows(self, table: type[SQLModel], *without: str) -> list[dict[str, Any]]:
        with Session(self.engine) as session:
            found = [row.model_dump(exclude=set(without)) for row in session.exec(select(table))]
        return sorted(found, key=repr)


@pytest.fixture
def account(database: Engine) -> Account:
    found = Account(database)
    found.add(*(a_listed_connection(number) for number in range(20)))
    found.poll()
    return found


def test_a_quiet_round_parses_no_connection_and_asks_as_much_in_an_account_of_any_size(account: Account) -> None:
    logs = []
    for size in (20, 1_200):
        account.add(*(a_listed_connection(number) for number in range(size)))
        account.poll()
        with log_statements(account.engine) as log:
            account.poll()
        logs.append(log)
        assert account.parsed == []

    assert [len(log.reads) for log in logs] == [7, 7]
    assert logs[1].row_count() == 1_200 + 1  # fingerprints, and the time of the last round


def test_a_round_finds_its_rows_by_an_index(tmp_path: Path) -> None:
    account = _account(tmp_path, "indexed")
    account.add(*(a_listed_connection(number, setup_state="broken") for number in range(4)))
    account.poll()
    account.change(1, paused=True)

    with log_statements(account.engine) as log:
        account.poll()

    assert log.scans() == []


def test_a_round_parses_and_writes_only_what_changed(account: Account) -> None:
    account.change(7, succeeded_at="2026-11-23T09:00:30Z")
    written: list[int] = []

    def note(_connection: object, cursor: Any, statement: str, *_others: object) -> None:
        if statement.startswith(("INSERT INTO connection", "UPDATE connection")):
            written.append(cursor.rowcount)

    event.listen(account.engine, "after_cursor_execute", note)
    account.poll()
    event.remove(account.engine, "after_cursor_execute", note)

    assert account.parsed == ["otter_7"]
    assert written == [1, 1]  # what it is, and when it is due


def test_after_a_start_every_connection_is_looked_at(account: Account) -> None:
    started_again = Account(account.engine, clock=account.clock, items=account.items)

    started_again.poll()

    assert len(started_again.parsed) == 20


def test_a_row_that_was_changed_by_hand_is_right_again_within_a_day(account: Account) -> None:
    daily = Account(account.engine, clock=account.clock, items=account.items)
    daily.poller = replace(daily.poller, full_look_interval=timedelta(days=1))
    looks = []
    for after in (timedelta(0), timedelta(hours=23), timedelta(hours=1), timedelta(minutes=1)):
        daily.poll(after)
        looks.append(len(daily.parsed))

    assert looks == [20, 0, 20, 0]


def test_an_odd_connection_stays_named(account: Account) -> None:
    account.change(3, created_at=7)
    account.change(4, paused="?")
    for _round in range(3):
        account.poll()

    assert [one.id for one in account.foreign.unreadable()] == ["otter_3", "otter_4"]


def test_data_becomes_late_without_any_change(account: Account) -> None:
    account.change(0, succeeded_at="2026-11-23T06:00:00Z")
    account.poll()

    before = account.poll(timedelta(hours=9, minutes=20))
    late = account.poll(timedelta(minutes=30))

    assert (account.parsed, before.notifications) == ([], ())
    (incident,) = [row for row in account.rows(IncidentRow) if row["id"] == late.notifications[0].id]
    assert (incident["connection_id"], incident["condition"]) == ("otter_0", "delayed")


@pytest.mark.parametrize("is_edited", [False, True], ids=["new", "edited"])
def test_a_confidential_request_restricts_the_ended_incident_of_an_unchanged_connection(
    account: Account, is_edited: bool
) -> None:
    if is_edited:
        _request(1, Sensitivity.INTERNAL, Status.LIVE)(account)
    account.change(1, setup_state="broken")
    account.poll()
    account.clock.time += timedelta(minutes=1)
    account.change(1, setup_state="connected", succeeded_at=_now(account))
    account.poll()
    account.poll()
    (incident,) = account.rows(IncidentRow)
    assert incident["ended_at"]
    assert not incident["body"]["is_restricted"]

    if is_edited:
        request = account.requests.get("r1")
        account.requests.update(request, answers=replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL))
    else:
        _request(1, Sensitivity.CONFIDENTIAL, Status.LIVE)(account)
    account.poll()

    assert account.parsed == []
    assert [row["body"]["is_restricted"] for row in account.rows(IncidentRow)] == [True]


def test_a_connection_is_missed_and_found_again_unchanged(account: Account) -> None:
    account.hidden = {"otter_5"}
    account.poll()
    missing = [row["id"] for row in account.rows(ConnectionRow) if row["missing_since"]]

    account.hidden = set()
    account.poll()

    assert missing == ["otter_5"]
    assert [row["id"] for row in account.rows(ConnectionRow) if row["missing_since"]] == []


# A round that looks at everything is what a round with fingerprints has to end like.

Change = Callable[[Account], None]
COUNT = 5


def _now(account: Account) -> str:
    return f"{account.clock.time:%Y-%m-%dT%H:%M:%SZ}"


def _fact(number: int, **facts: Any) -> Change:
    return lambda account: account.change(number, **facts)


def _end(number: int, name: str) -> Change:
    return lambda account: account.change(number, **{name: _now(account)})


def _hide(number: int) -> Change:
    return lambda account: account.hidden.symmetric_difference_update({f"otter_{number}"})


def _request(number: int, sensitivity: Sensitivity, status: Status) -> Change:
    def add(account: Account) -> None:
        request = a_connected_request(id=f"r{number}", connection_id=f"otter_{number}", status=status)
        known = replace(request, answers=replace(request.answers, sensitivity=sensitivity))
        account.requests.add(known, f"V{number}")

    return add


def _snooze(number: int) -> Change:
    def snooze(account: Account) -> None:
        found = [row for row in account.rows(IncidentRow) if row["ended_at"] is None]
        for row in found[number : number + 1]:
            entry = ActivityEntry("U0BO", "Bo", IncidentAction.SNOOZE_1_HOUR, account.clock.time)
            until = account.clock.time + timedelta(hours=1)
            account.incidents.record_activity(row["id"], entry, snoozed_until=until, snoozed_by="U0BO")

    return snooze


def _pause_here(number: int) -> Change:
    def pause(account: Account) -> None:
        account.incidents.record_pause(f"otter_{number}", "U0BO")
        account.change(number, paused=True)

    return pause


def _wait(minutes: int) -> Change:
    def wait(account: Account) -> None:
        account.clock.time += timedelta(minutes=minutes)

    return wait


numbers = st.integers(0, COUNT - 1)
facts = st.sampled_from(
    [
        {"setup_state": "broken"},
        {"setup_state": "connected"},
        {"setup_state": "incomplete"},
        {"paused": True},
        {"paused": False},
        {"paused": "?"},
        {"created_at": 7},
        {"created_at": "2026-11-23T08:00:00Z"},
        {"sync_state": "syncing"},
        {"sync_state": "rescheduled"},
        {"sync_state": "scheduled"},
        {"is_historical_sync": True},
        {"is_historical_sync": False},
        {"schedule_type": "manual"},
        {"schema": "renamed"},
        {"service": "workday"},
        {"tasks": [{"code": "schema", "message": "Review it."}]},
        {"tasks": []},
        {"warnings": [{"code": "old_api", "message": "The API is old."}]},
        {"warnings": []},
    ]
)
changes = st.one_of(
    st.builds(lambda number, some: _fact(number, **some), numbers, facts),
    st.builds(_end, numbers, st.sampled_from(["succeeded_at", "failed_at", "failed_at"])),
    st.builds(_hide, numbers),
    st.builds(_request, numbers, st.sampled_from(Sensitivity), st.sampled_from([Status.LIVE, Status.RETIRED])),
    st.builds(_snooze, st.integers(0, 2)),
    st.builds(_pause_here, numbers),
    st.builds(_wait, st.sampled_from([4, 45, 60 * 7, 60 * 13, 60 * 25, 60 * 24 * 3])),
)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine]]:
    """Two empty databases."""
    folder = tmp_path_factory.mktemp("rounds")
    engines = _account(folder, "changes").engine, _account(folder, "everything").engine
    yield engines
    for engine in engines:
        engine.dispose()


def _account(folder: Path, name: str) -> Account:
    engine = connect(f"sqlite:///{folder / name}.sqlite3")
    migrate(engine)
    return Account(engine)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(changes, min_size=1, max_size=3), min_size=1, max_size=12))
def test_a_round_that_looks_at_changes_ends_like_one_that_looks_at_everything(
    pair: tuple[Engine, Engine], rounds: list[list[Change]]
) -> None:
    accounts = Account(_emptied(pair[0])), Account(_emptied(pair[1]), looks_at_everything=True)
    for account in accounts:
        account.add(*(a_listed_connection(number) for number in range(COUNT)))
    results = [[account.poll()] for account in accounts]

    for some in [*rounds, []]:
        for account, result in zip(accounts, results, strict=True):
            for change in some:
                change(account)
            result.append(account.poll())

    assert [*map(_summary, results[0])] == [*map(_summary, results[1])]
    for table in TABLES:
        without = {"due_at"} if table is ConnectionRow else set()
        assert accounts[0].rows(table, *without) == accounts[1].rows(table, *without)
    assert accounts[0].foreign.unreadable() == accounts[1].foreign.unreadable()


def _summary(result: PollResult) -> tuple[list[str], list[str]]:
    return sorted(one.id for one in result.notifications), sorted(result.request_ids)


def _emptied(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for table in TABLES:
            connection.execute(SQLModel.metadata.tables[str(table.__tablename__)].delete())
    return engine
