"""A poll reads every connection, stores its state, and returns what changed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from bot.store.database import transaction
from bot.store.incident_updates import IncidentUpdater
from bot.store.incidents import IncidentStore
from bot.store.poll_round import ConnectionPoller
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow, IncidentRow, RequestRow, StormRow, SyncRunRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, a_connected_request, a_connection
from workflows.connections.model import Connection, ConnectionListing
from workflows.incidents.conditions import condition_label
from workflows.incidents.model import Condition, Incident
from workflows.incidents.next_step import NextStep
from workflows.incidents.storms import Storm
from workflows.notifications.ports import Delivery
from workflows.requests.answers import Sensitivity
from workflows.requests.mirrors import Message
from workflows.requests.ports import PendingNotification
from workflows.requests.state_machine import Status

WORKING = a_connection(
    id="duel_salutation",
    name="stripe",
    setup_state="connected",
    paused=False,
    sync_state="scheduled",
    is_historical_sync=False,
    succeeded_at=MONDAY - timedelta(hours=1),
    sync_frequency=360,
)
BROKEN = replace(WORKING, setup_state="broken", failed_at=MONDAY)


class FakeFivetran:
    """The connections that Fivetran returns; their fingerprints are all that they are."""

    def __init__(self) -> None:
        self.connections: list[Connection] = [WORKING]
        self.unreadable_ids: frozenset[str] = frozenset()
        self.is_complete = True

    def list_group(self, group_id: str, known: Mapping[str, str | None]) -> ConnectionListing:
        found = [one for one in self.connections if one.group_id == group_id]
        fingerprints = {one.id: repr(one) for one in found}
        unchanged = frozenset(one for one, fingerprint in fingerprints.items() if known.get(one) == fingerprint)
        changed = [one for one in found if one.id not in unchanged]
        return ConnectionListing(changed, self.unreadable_ids, self.is_complete, unchanged, fingerprints)


@pytest.fixture
def fivetran() -> FakeFivetran:
    return FakeFivetran()


@pytest.fixture
def clock() -> Watch:
    return Watch()


@pytest.fixture
def poller(database: Engine, fivetran: FakeFivetran, clock: Watch) -> ConnectionPoller:
    return ConnectionPoller(
        database,
        fivetran.list_group,
        {"dev": "Fivetran_Dev"},
        clock,
        IncidentUpdater(sensitive_services={"workday"}),
    )


@pytest.fixture
def incidents(database: Engine, clock: Watch) -> IncidentStore:
    return IncidentStore(database, clock)


def notified(poller: ConnectionPoller, incidents: IncidentStore) -> list[str]:
    """Poll, and summarize the pending notifications."""
    lines = []
    for pending in poller.poll("dev").notifications:
        subject = incidents.get(pending.id)
        what = "a storm" if isinstance(subject, Storm) else f"{subject.name}: {condition_label(subject.condition)}"
        lines.append(f"{what}, over" if subject.is_over else what)
    return lines


def test_a_working_connection_causes_no_notification(poller: ConnectionPoller, incidents: IncidentStore) -> None:
    assert notified(poller, incidents) == []


def test_a_connection_that_cannot_be_judged_stops_no_other(
    poller: ConnectionPoller, fivetran: FakeFivetran, incidents: IncidentStore
) -> None:
    naive = datetime(2026, 11, 23, 7)  # noqa: DTZ001  # can't be compared with an aware time
    odd = replace(WORKING, id="odd_one", succeeded_at=naive)
    fivetran.connections = [odd, BROKEN]

    with capture_logs() as logs:
        assert notified(poller, incidents) == ["stripe: broken authorization"]

    assert [line["connection"] for line in logs] == ["odd_one"]


def test_stored_rows_that_cannot_be_read_stop_no_connection(
    poller: ConnectionPoller, fivetran: FakeFivetran, incidents: IncidentStore, database: Engine
) -> None:
    odd, older = replace(WORKING, id="odd_one"), replace(WORKING, id="old_one", name="zoom")
    fivetran.connections = [odd, older, WORKING]
    poller.poll("dev")
    with transaction(database) as session:
        session.get_one(ConnectionRow, odd.id).body = {"id": 7}
        session.get_one(ConnectionRow, older.id).run_history = {"runs": 7}
        common: dict[str, Any] = {"version": 0, "group_id": "dev", "opened_at": MONDAY.timestamp(), "body": {}}
        session.add(IncidentRow(id="odd-1", connection_id=odd.id, condition="failing", **common))
        session.add(StormRow(id="storm-odd", **common))
    fivetran.connections = [replace(BROKEN, id=odd.id), replace(BROKEN, id=older.id, name="zoom"), BROKEN]

    with capture_logs() as logs:
        assert len(notified(poller, incidents)) == 3

    assert {line["item"] for line in logs} == {"odd_one", "old_one", "odd-1", "storm-odd"}
    with transaction(database) as session:
        healed = session.get_one(ConnectionRow, odd.id).body or {}
    assert healed["setup_state"] == "broken"


def test_a_request_that_cannot_be_read_restricts_its_connections(
    poller: ConnectionPoller, fivetran: FakeFivetran, incidents: IncidentStore, database: Engine
) -> None:
    request = a_connected_request(connection_id="mine", status=Status.LIVE)
    RequestStore(database, Watch()).add(request, "V1")
    with transaction(database) as session:
        session.get_one(RequestRow, request.id).body = {"id": request.id}
    namesake = replace(BROKEN, id="same_name", service=request.answers.service, name=request.dataset)
    fivetran.connections = [replace(BROKEN, id="mine"), namesake, replace(BROKEN, id="other", name="other")]

    found = [get_incident(incidents, one) for one in poller.poll("dev").notifications]

    assert {one.connection_id: one.is_restricted for one in found} == {"mine": True, "same_name": True, "other": False}


def test_a_broken_connection_has_one_incident_until_a_sync_succeeds(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    notified(poller, incidents)

    fivetran.connections = [BROKEN]
    assert [notified(poller, incidents), notified(poller, incidents)] == [
        ["stripe: broken authorization"],
        [],
    ]

    clock.time += timedelta(hours=1)
    fivetran.connections = [replace(BROKEN, setup_state="connected")]
    assert notified(poller, incidents) == []

    fivetran.connections = [replace(WORKING, succeeded_at=clock.time, failed_at=MONDAY)]
    assert [notified(poller, incidents), notified(poller, incidents)] == [
        ["stripe: broken authorization, over"],
        [],
    ]


def test_a_connection_that_is_broken_at_the_first_poll_opens_an_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran
) -> None:
    fivetran.connections = [BROKEN]

    assert notified(poller, incidents) == ["stripe: broken authorization"]


def test_deleting_a_connection_closes_its_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [BROKEN]
    notified(poller, incidents)

    fivetran.connections = []
    assert notified(poller, incidents) == []
    clock.time += timedelta(minutes=5)

    assert notified(poller, incidents) == ["stripe: broken authorization, over"]


def test_many_incidents_at_once_become_one_storm(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [replace(BROKEN, id=f"c{n}", name=f"c{n}") for n in range(2_000)]

    (pending,) = poller.poll("dev").notifications
    storm = incidents.get(pending.id)
    assert isinstance(storm, Storm)
    assert (storm.incident_count, storm.open_count, storm.group_size, storm.most_common_step) == (
        2_000,
        2_000,
        2_000,
        NextStep.RECONNECT,
    )

    clock.time += timedelta(minutes=11)
    fivetran.connections = [replace(WORKING, id=f"c{n}", succeeded_at=clock.time) for n in range(1_998)]
    fivetran.connections += [replace(BROKEN, id=f"c{n}", name=f"c{n}") for n in (1_998, 1_999)]

    assert notified(poller, incidents) == [
        "c1998: broken authorization",
        "c1999: broken authorization",
        "a storm, over",
    ]


def test_what_waits_for_its_message_is_started_again_until_it_is_notified(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [BROKEN]
    (pending,) = poller.poll("dev").notifications
    assert incidents.out_of_sync() == [pending]

    incidents.reschedule(pending.id, clock.time + timedelta(seconds=30))
    assert incidents.out_of_sync() == []

    clock.time += timedelta(seconds=31)
    incident = incidents.get(incidents.out_of_sync()[0].id)
    incidents.mark_in_sync(incident)
    assert incidents.out_of_sync() == []


def test_an_incident_carries_the_owner_and_the_restriction(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="mine", status=Status.LIVE), "V1")
    fivetran.connections = [replace(BROKEN, id="mine"), replace(BROKEN, id="theirs", service="workday")]

    found = [incidents.get(pending.id) for pending in poller.poll("dev").notifications]

    assert {(one.owner, one.is_restricted) for one in found if isinstance(one, Incident)} == {
        ("U0ADA", False),
        (None, True),
    }


def test_every_finished_sync_is_recorded_once_with_its_duration(
    poller: ConnectionPoller, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    poller.poll("dev")
    fivetran.connections = [replace(WORKING, sync_state="syncing")]
    poller.poll("dev")
    clock.time += timedelta(minutes=5)
    fivetran.connections = [replace(WORKING, succeeded_at=clock.time)]
    for _ in range(2):
        poller.poll("dev")

    with Session(database) as session:
        rows = session.exec(select(SyncRunRow).order_by(col(SyncRunRow.ended_at))).all()
    assert [(row.succeeded, row.duration_seconds) for row in rows] == [(True, None), (True, 300.0)]


def test_two_failures_in_a_row_open_an_incident_and_one_does_not(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    notified(poller, incidents)

    fivetran.connections = [replace(WORKING, failed_at=MONDAY + timedelta(hours=1))]
    clock.time = MONDAY + timedelta(hours=1)
    assert notified(poller, incidents) == []

    fivetran.connections = [replace(WORKING, failed_at=MONDAY + timedelta(hours=7))]
    clock.time = MONDAY + timedelta(hours=7)
    assert notified(poller, incidents) == ["stripe: failing syncs"]


def test_recent_data_that_came_first_is_late_many_polls_later(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    recent = replace(WORKING, is_historical_sync=True)
    for connection in (replace(recent, succeeded_at=None), recent, recent):
        fivetran.connections = [connection]
        notified(poller, incidents)

    clock.time += timedelta(hours=13)

    assert notified(poller, incidents) == ["stripe: late data"]


def test_a_poll_without_changes_writes_only_its_time(
    poller: ConnectionPoller, fivetran: FakeFivetran, database: Engine
) -> None:
    fivetran.connections = [replace(WORKING, id=f"c{n}") for n in range(50)] + [BROKEN]
    poller.poll("dev")
    written: list[str] = []
    note = lambda _c, _cursor, statement, *_: written.append(statement.split()[0])  # noqa: E731
    event.listen(database, "before_cursor_execute", note)

    poller.poll("dev")

    event.remove(database, "before_cursor_execute", note)
    assert [verb for verb in written if verb != "SELECT"] == []


def test_an_interrupted_poll_changes_nothing(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, database: Engine
) -> None:
    notified(poller, incidents)

    def half(_group: str, _known: object) -> ConnectionListing:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        replace(poller, list_group=half).poll("dev")

    assert notified(poller, incidents) == []
    with Session(database) as session:
        assert session.exec(select(func.count()).select_from(ConnectionRow)).one() == 1


def test_only_a_pause_outside_the_bot_opens_an_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran
) -> None:
    failing = replace(WORKING, failed_at=MONDAY)
    fivetran.connections = [failing, replace(failing, id="ours")]
    notified(poller, incidents)

    incidents.record_pause("ours", "U0BO")
    fivetran.connections = [replace(failing, paused=True), replace(failing, id="ours", paused=True)]
    found = [incidents.get(pending.id) for pending in poller.poll("dev").notifications]

    (only,) = [one for one in found if isinstance(one, Incident)]
    assert (only.connection_id, only.condition) == (WORKING.id, Condition.PAUSED_BY_FIVETRAN)


def test_a_poll_returns_requests_whose_connection_changed_or_is_gone(
    poller: ConnectionPoller, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="duel_salutation", connect_card_sent_at=MONDAY), "V1")

    assert poller.poll("dev").request_ids == ("7f3c9a",)
    assert poller.poll("dev").request_ids == ()

    fivetran.connections = []
    assert poller.poll("dev").request_ids == ()
    clock.time += timedelta(minutes=5)
    assert poller.poll("dev").request_ids == ("7f3c9a",)
    assert requests.get("7f3c9a").connection_state_key == "gone"
    assert requests.get("7f3c9a").status is Status.AWAITING_CREDENTIALS


def test_many_requests_whose_connections_changed_are_written_at_once(
    poller: ConnectionPoller, fivetran: FakeFivetran, database: Engine
) -> None:
    requests, ids = RequestStore(database, Watch()), [f"r{number}" for number in range(40)]
    fivetran.connections = [replace(WORKING, id=f"c-{one}", name=one) for one in ids]
    for one in ids:
        requests.add(a_connected_request(id=one, connection_id=f"c-{one}"), one)
    written: list[str] = []
    note = lambda _c, _cursor, statement, *_: written.append(" ".join(statement.split()[:2]))  # noqa: E731
    event.listen(database, "before_cursor_execute", note)

    found = poller.poll("dev").request_ids

    event.remove(database, "before_cursor_execute", note)
    assert sorted(found) == sorted(ids)
    assert written.count("UPDATE request") == 1
    assert requests.get("r7").version == 2


def test_a_gone_connection_is_looked_at_again_until_it_is_retired(
    poller: ConnectionPoller, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    requests = RequestStore(database, clock)
    requests.add(a_connected_request(connection_id="duel_salutation"), "V1")
    fivetran.connections = []
    poller.poll("dev")
    requests.update(requests.get("7f3c9a"), connection_missing_since=clock.time)

    clock.time += timedelta(minutes=5)

    assert poller.poll("dev").request_ids == ("7f3c9a",)
    assert poller.poll("dev").request_ids == ()
    assert requests.get("7f3c9a").connection_state_key == "gone 1"


def test_a_retired_request_is_looked_at_when_its_connection_is_listed_again(
    poller: ConnectionPoller, fivetran: FakeFivetran, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="duel_salutation", status=Status.RETIRED), "V1")
    fivetran.connections = []
    assert poller.poll("dev").request_ids == ()

    fivetran.connections = [WORKING]

    assert poller.poll("dev").request_ids == ("7f3c9a",)


def _missing(database: Engine) -> dict[str, bool]:
    """Return the stored connections, and whether each is missing."""
    with Session(database) as session:
        return {row.id: row.missing_since is not None for row in session.exec(select(ConnectionRow))}


def test_a_connection_that_is_missing_once_keeps_its_row_and_its_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    other = replace(WORKING, id="calm_river", name="zoom")
    fivetran.connections = [BROKEN, other]
    opened = notified(poller, incidents)
    fivetran.connections = [other]
    clock.time += timedelta(minutes=1)
    while_missing = notified(poller, incidents), _missing(database)

    clock.time += timedelta(minutes=4)
    fivetran.connections = [BROKEN, other]
    back = notified(poller, incidents), _missing(database)

    assert opened == ["stripe: broken authorization"]
    assert while_missing == ([], {"duel_salutation": True, "calm_river": False})
    assert back == ([], {"duel_salutation": False, "calm_river": False})


def test_a_connection_that_stays_missing_is_gone_after_five_minutes(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    other = replace(WORKING, id="calm_river", name="zoom")
    fivetran.connections = [BROKEN, other]
    poller.poll("dev")
    fivetran.connections = [other]
    poller.poll("dev")
    clock.time += timedelta(minutes=5)

    assert notified(poller, incidents) == ["stripe: broken authorization, over"]
    assert _missing(database) == {"calm_river": False}


def test_when_most_of_a_group_vanishes_it_takes_an_hour(
    poller: ConnectionPoller, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    fivetran.connections = [replace(WORKING, id=f"c{number}", name=f"c{number}") for number in range(4)]
    poller.poll("dev")
    fivetran.connections = []
    poller.poll("dev")
    clock.time += timedelta(minutes=59)
    poller.poll("dev")
    kept = len(_missing(database))

    clock.time += timedelta(minutes=1)
    poller.poll("dev")

    assert (kept, len(_missing(database))) == (4, 0)


@pytest.mark.parametrize(("unreadable", "is_complete"), [(frozenset({BROKEN.id}), True), (frozenset(), False)])
def test_a_connection_that_cannot_be_read_is_neither_gone_nor_healthy(
    poller: ConnectionPoller,
    incidents: IncidentStore,
    fivetran: FakeFivetran,
    clock: Watch,
    database: Engine,
    unreadable: frozenset[str],
    is_complete: bool,
) -> None:
    fivetran.connections = [BROKEN]
    poller.poll("dev")
    fivetran.connections, fivetran.unreadable_ids, fivetran.is_complete = [], unreadable, is_complete
    heard = []
    for _hour in range(3):
        clock.time += timedelta(hours=1)
        heard += notified(poller, incidents)

    assert heard == []
    assert _missing(database) == {BROKEN.id: False}


def test_a_connection_in_another_group_is_not_reported_as_gone(
    poller: ConnectionPoller, fivetran: FakeFivetran, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="elsewhere"), "V1")
    fivetran.connections = [WORKING, a_connection(id="elsewhere", group_id="prod")]
    poller.poll("prod")

    assert poller.poll("dev").request_ids == ()


def test_a_connection_on_two_pages_has_one_incident(
    poller: ConnectionPoller, fivetran: FakeFivetran, clock: Watch, database: Engine
) -> None:
    poller.poll("dev")
    fivetran.connections = [BROKEN, BROKEN]

    for _round in range(2):
        clock.time += timedelta(minutes=1)
        poller.poll("dev")

    with Session(database) as session:
        assert session.exec(select(func.count()).select_from(IncidentRow)).one() == 1


def test_a_recurring_problem_reopens_its_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [BROKEN]
    (first,) = poller.poll("dev").notifications
    clock.time += timedelta(hours=1)
    fivetran.connections = [replace(WORKING, succeeded_at=clock.time)]
    poller.poll("dev")
    clock.time += timedelta(hours=20)

    fivetran.connections = [replace(BROKEN, succeeded_at=MONDAY + timedelta(hours=1))]
    (back,) = poller.poll("dev").notifications

    found = incidents.get(back.id)
    assert isinstance(found, Incident)
    assert (back.id, found.occurrences, found.is_over) == (first.id, 2, False)
    assert poller.poll("dev").notifications == ()


def test_a_rescheduled_notification_is_due_when_the_incident_ends(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [BROKEN]
    (pending,) = poller.poll("dev").notifications
    incidents.reschedule(pending.id, clock.time + timedelta(days=7))

    clock.time += timedelta(hours=1)
    fivetran.connections = [replace(WORKING, succeeded_at=clock.time)]
    poller.poll("dev")

    assert [one.id for one in incidents.out_of_sync()] == [pending.id]


def test_a_confidential_request_restricts_its_open_incident(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    fivetran.connections = [replace(BROKEN, id="mine")]
    (pending,) = poller.poll("dev").notifications
    answers = replace(a_connected_request().answers, sensitivity=Sensitivity.CONFIDENTIAL)
    requests.add(a_connected_request(connection_id="mine", status=Status.LIVE, answers=answers), "V1")

    assert [one.id for one in poller.poll("dev").notifications] == [pending.id]
    found = incidents.get(pending.id)
    assert isinstance(found, Incident)
    assert (found.is_restricted, found.owner, found.owner_name) == (True, "U0ADA", "Ada Okafor")


@pytest.mark.parametrize("status", [Status.LIVE, Status.RETIRED])
def test_a_production_connection_is_as_restricted_as_its_development_one(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, database: Engine, status: Status
) -> None:
    requests = RequestStore(database, Watch())
    answers = replace(a_connected_request().answers, sensitivity=Sensitivity.CONFIDENTIAL)
    request = a_connected_request(connection_id="mine", status=status, answers=answers)
    requests.add(request, "V1")
    same_name = replace(BROKEN, id="same_name", service=answers.service, name=request.dataset)
    fivetran.connections = [same_name, replace(same_name, id="other", name="other")]

    found = [get_incident(incidents, one) for one in poller.poll("dev").notifications]

    assert {one.connection_id: (one.is_restricted, one.owner) for one in found} == {
        "same_name": (True, None),
        "other": (False, None),
    }


def test_a_service_that_becomes_sensitive_restricts_its_ended_incidents_too(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    shown, never_shown = (replace(BROKEN, id=name, service="netsuite") for name in ("shown", "never_shown"))
    fivetran.connections = [shown, never_shown, BROKEN]
    pending = {get_incident(incidents, one).connection_id: one for one in poller.poll("dev").notifications}
    message = Message("C0FIVETRAN", "1.0")
    incidents.record_delivery(pending["shown"].id, Delivery("C0FIVETRAN", message, "f", MONDAY, frozenset()))
    for _ in range(2):  # they recover, and are still well more than a week later
        clock.time += timedelta(days=9)
        healthy = [replace(one, setup_state="connected", succeeded_at=clock.time) for one in fivetran.connections]
        fivetran.connections = healthy
        poller.poll("dev")
    stricter = replace(poller, incident_updater=IncidentUpdater(sensitive_services={"netsuite"}))

    found = [get_incident(incidents, one) for one in stricter.poll("dev").notifications]

    assert [(one.connection_id, one.is_over, one.is_restricted_late) for one in found] == [("shown", True, True)]
    assert get_incident(incidents, pending["never_shown"]).is_restricted
    assert not get_incident(incidents, pending[BROKEN.id]).is_restricted
    assert stricter.poll("dev").notifications == ()


def test_a_round_computes_everything_before_it_writes(
    poller: ConnectionPoller, fivetran: FakeFivetran, database: Engine
) -> None:
    """SQLite has one writer: a press that writes waits from the first write of a round until its end."""
    fivetran.connections = [replace(WORKING, id=f"duel_{number}") for number in range(3)]
    poller.poll("dev")
    fivetran.connections = [replace(BROKEN, id=f"duel_{number}") for number in range(2)]  # the third one is missing
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    event.listen(database, "before_cursor_execute", note)
    poller.poll("dev")
    event.remove(database, "before_cursor_execute", note)

    first_write = next(at for at, one in enumerate(statements) if not one.startswith("SELECT"))
    before, after = statements[:first_write], statements[first_write:]
    assert any("FROM incident" in one for one in before)
    assert any(one.startswith("INSERT INTO incident") for one in after)
    read_late = [one for one in after if one.startswith("SELECT")]
    assert not [one for one in read_late if "FROM incident" in one or "FROM storm" in one]


def get_incident(incidents: IncidentStore, pending: PendingNotification) -> Incident:
    found = incidents.get(pending.id)
    assert isinstance(found, Incident)
    return found


def test_a_message_that_replaces_another_is_recorded_with_it(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran
) -> None:
    fivetran.connections = [BROKEN]
    (pending,) = poller.poll("dev").notifications
    for ts in ("1.0", "2.0", "2.0", "3.0"):
        incidents.record_delivery(pending.id, Delivery("C1", Message("C1", ts), "f", MONDAY, frozenset()))

    assert get_incident(incidents, pending).earlier_messages == {"C1": (Message("C1", "1.0"), Message("C1", "2.0"))}


def test_a_newer_notification_waits_for_an_older_one_within_limits(
    poller: ConnectionPoller, incidents: IncidentStore, fivetran: FakeFivetran, clock: Watch
) -> None:
    fivetran.connections = [BROKEN]
    (older,) = poller.poll("dev").notifications
    clock.time += timedelta(minutes=5)
    fivetran.connections = [BROKEN, replace(BROKEN, id="newer")]
    (newer,) = poller.poll("dev").notifications

    def waits() -> datetime | None:
        return incidents.older_pending_until(incidents.get(newer.id))

    incidents.reschedule(older.id, clock.time + timedelta(minutes=1))
    assert waits() == clock.time + timedelta(minutes=1)

    incidents.update(older.id, failed_attempts=1, is_blocked_by_channel=True)
    assert waits() is None
    incidents.update(older.id, failed_attempts=4, is_blocked_by_channel=False)
    assert waits() is not None
    incidents.update(older.id, failed_attempts=5)
    assert waits() is None
