"""A round looks at every connection, keeps what it saw, and passes on only what changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, func
from sqlmodel import Session, col, select

from bot.store.incidents import IncidentStore
from bot.store.poll_round import ConnectionPoller
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow, IncidentRow, SyncRunRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, a_connected_request, a_connection
from workflows.connections.model import Connection
from workflows.incidents.model import Condition, Incident
from workflows.incidents.storms import Storm
from workflows.requests.model import Sensitivity
from workflows.requests.state_machine import Status

FINE = a_connection(
    id="duel_salutation",
    name="stripe",
    setup_state="connected",
    paused=False,
    sync_state="scheduled",
    is_historical_sync=False,
    succeeded_at=MONDAY - timedelta(hours=1),
    sync_frequency=360,
)
BROKEN = replace(FINE, setup_state="broken", failed_at=MONDAY)


class Fleet:
    """What Fivetran has now."""

    def __init__(self) -> None:
        self.connections: list[Connection] = [FINE]

    def all_in(self, group_id: str) -> Iterator[Connection]:
        return iter([one for one in self.connections if one.group_id == group_id])


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def patrol(database: Engine, fleet: Fleet, watch: Watch) -> ConnectionPoller:
    return ConnectionPoller(
        database,
        fleet.all_in,
        {"dev": "Fivetran_Dev"},
        watch,
        is_sensitive=lambda service: service == "workday",
    )


@pytest.fixture
def incidents(database: Engine, watch: Watch) -> IncidentStore:
    return IncidentStore(database, watch)


def told(patrol: ConnectionPoller, incidents: IncidentStore) -> list[str]:
    """What a round leaves to be told, in short."""
    lines = []
    for untold in patrol.poll("dev").notifications:
        subject = incidents.get(untold.id)
        what = "a storm" if isinstance(subject, Storm) else f"{subject.name}: {subject.condition}"
        lines.append(f"{what}, over" if subject.is_over else what)
    return lines


def test_what_works_is_not_worth_a_word(patrol: ConnectionPoller, incidents: IncidentStore) -> None:
    assert told(patrol, incidents) == []


def test_a_connection_that_breaks_is_one_incident_until_a_sync_succeeds(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    told(patrol, incidents)

    fleet.connections = [BROKEN]
    assert [told(patrol, incidents), told(patrol, incidents)] == [["stripe: broken authorisation"], []]

    watch.time += timedelta(hours=1)
    fleet.connections = [replace(BROKEN, setup_state="connected")]
    assert told(patrol, incidents) == []

    fleet.connections = [replace(FINE, succeeded_at=watch.time, failed_at=MONDAY)]
    assert [told(patrol, incidents), told(patrol, incidents)] == [["stripe: broken authorisation, over"], []]


def test_one_that_is_broken_when_we_first_meet_it_is_told_too(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet
) -> None:
    fleet.connections = [BROKEN]

    assert told(patrol, incidents) == ["stripe: broken authorisation"]


def test_one_that_is_deleted_is_no_incident_any_more(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet
) -> None:
    fleet.connections = [BROKEN]
    told(patrol, incidents)

    fleet.connections = []

    assert told(patrol, incidents) == ["stripe: broken authorisation, over"]


def test_many_that_break_at_once_are_one_storm(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    fleet.connections = [replace(BROKEN, id=f"c{n}", name=f"c{n}") for n in range(2_000)]

    (untold,) = patrol.poll("dev").notifications
    storm = incidents.get(untold.id)
    assert isinstance(storm, Storm)
    assert (storm.incident_count, storm.open_count, storm.group_size, storm.most_common_step) == (
        2_000,
        2_000,
        2_000,
        "Reconnect",
    )

    watch.time += timedelta(minutes=11)
    fleet.connections = [replace(FINE, id=f"c{n}", succeeded_at=watch.time) for n in range(1_998)]
    fleet.connections += [replace(BROKEN, id=f"c{n}", name=f"c{n}") for n in (1_998, 1_999)]

    assert told(patrol, incidents) == [
        "c1998: broken authorisation",
        "c1999: broken authorisation",
        "a storm, over",
    ]


def test_what_waits_for_its_message_is_started_again_until_it_is_told(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    fleet.connections = [BROKEN]
    (untold,) = patrol.poll("dev").notifications
    assert incidents.out_of_sync() == [untold]

    incidents.reschedule(untold.id, watch.time + timedelta(seconds=30))
    assert incidents.out_of_sync() == []

    watch.time += timedelta(seconds=31)
    incident = incidents.get(incidents.out_of_sync()[0].id)
    incidents.mark_in_sync(incident)
    assert incidents.out_of_sync() == []


def test_who_owns_a_connection_and_whether_it_is_sensitive_is_known(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="mine", status=Status.LIVE), "V1")
    fleet.connections = [replace(BROKEN, id="mine"), replace(BROKEN, id="theirs", service="workday")]

    found = [incidents.get(untold.id) for untold in patrol.poll("dev").notifications]

    assert {(one.owner, one.is_restricted) for one in found if isinstance(one, Incident)} == {
        ("U0ADA", False),
        (None, True),
    }


def test_every_sync_that_ends_is_kept_once_with_its_length(
    patrol: ConnectionPoller, fleet: Fleet, watch: Watch, database: Engine
) -> None:
    patrol.poll("dev")
    fleet.connections = [replace(FINE, sync_state="syncing")]
    patrol.poll("dev")
    watch.time += timedelta(minutes=5)
    fleet.connections = [replace(FINE, succeeded_at=watch.time)]
    for _ in range(2):
        patrol.poll("dev")

    with Session(database) as session:
        rows = session.exec(select(SyncRunRow).order_by(col(SyncRunRow.ended_at))).all()
    assert [(row.succeeded, row.duration_seconds) for row in rows] == [(True, None), (True, 300.0)]


def test_two_failures_in_a_row_are_told_and_one_is_not(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    told(patrol, incidents)

    fleet.connections = [replace(FINE, failed_at=MONDAY + timedelta(hours=1))]
    watch.time = MONDAY + timedelta(hours=1)
    assert told(patrol, incidents) == []

    fleet.connections = [replace(FINE, failed_at=MONDAY + timedelta(hours=7))]
    watch.time = MONDAY + timedelta(hours=7)
    assert told(patrol, incidents) == ["stripe: failing syncs"]


def test_a_quiet_round_writes_nothing_but_its_time(
    patrol: ConnectionPoller, fleet: Fleet, database: Engine
) -> None:
    fleet.connections = [replace(FINE, id=f"c{n}") for n in range(50)] + [BROKEN]
    patrol.poll("dev")
    written: list[str] = []
    note = lambda _c, _cursor, statement, *_: written.append(statement.split()[0])  # noqa: E731
    event.listen(database, "before_cursor_execute", note)

    patrol.poll("dev")

    event.remove(database, "before_cursor_execute", note)
    assert [verb for verb in written if verb != "SELECT"] == []


def test_a_round_that_is_cut_short_has_not_happened(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, database: Engine
) -> None:
    told(patrol, incidents)

    def half(_group: str) -> Iterator[Connection]:
        yield BROKEN
        raise ConnectionError

    whole, patrol._all_in = patrol._all_in, half
    with pytest.raises(ConnectionError):
        patrol.poll("dev")
    patrol._all_in = whole

    assert told(patrol, incidents) == []
    with Session(database) as session:
        assert session.exec(select(func.count()).select_from(ConnectionRow)).one() == 1


def test_a_pause_that_somebody_wanted_is_no_news_and_one_that_nobody_wanted_is(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet
) -> None:
    failing = replace(FINE, failed_at=MONDAY)
    fleet.connections = [failing, replace(failing, id="ours")]
    told(patrol, incidents)

    incidents.record_pause("ours", "U0BO")
    fleet.connections = [replace(failing, paused=True), replace(failing, id="ours", paused=True)]
    found = [incidents.get(untold.id) for untold in patrol.poll("dev").notifications]

    (only,) = [one for one in found if isinstance(one, Incident)]
    assert (only.connection_id, only.condition) == (FINE.id, Condition.PAUSED_BY_FIVETRAN)


def test_a_request_hears_when_its_connection_changed_or_is_gone(
    patrol: ConnectionPoller, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="duel_salutation", connect_card_sent_at=MONDAY), "V1")

    assert patrol.poll("dev").request_ids == ("7f3c9a",)
    assert patrol.poll("dev").request_ids == ()

    fleet.connections = []
    assert patrol.poll("dev").request_ids == ("7f3c9a",)
    assert requests.get("7f3c9a").connection_state_key == "gone"
    assert requests.get("7f3c9a").status is Status.AWAITING_CREDENTIALS


def test_a_connection_of_another_group_is_not_taken_for_gone(
    patrol: ConnectionPoller, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="elsewhere"), "V1")
    fleet.connections = [FINE, a_connection(id="elsewhere", group_id="prod")]
    patrol.poll("prod")

    assert patrol.poll("dev").request_ids == ()


def test_a_connection_that_comes_on_two_pages_has_one_incident(
    patrol: ConnectionPoller, fleet: Fleet, watch: Watch, database: Engine
) -> None:
    patrol.poll("dev")
    fleet.connections = [BROKEN, BROKEN]

    for _round in range(2):
        watch.time += timedelta(minutes=1)
        patrol.poll("dev")

    with Session(database) as session:
        assert session.exec(select(func.count()).select_from(IncidentRow)).one() == 1


def test_what_comes_back_is_the_same_incident_and_no_new_one(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    fleet.connections = [BROKEN]
    (first,) = patrol.poll("dev").notifications
    watch.time += timedelta(hours=1)
    fleet.connections = [replace(FINE, succeeded_at=watch.time)]
    patrol.poll("dev")
    watch.time += timedelta(hours=20)

    fleet.connections = [replace(BROKEN, succeeded_at=MONDAY + timedelta(hours=1))]
    (back,) = patrol.poll("dev").notifications

    found = incidents.get(back.id)
    assert isinstance(found, Incident)
    assert (back.id, found.occurrences, found.is_over) == (first.id, 2, False)
    assert patrol.poll("dev").notifications == ()


def test_what_was_put_off_for_long_is_told_as_soon_as_it_is_over(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    fleet.connections = [BROKEN]
    (untold,) = patrol.poll("dev").notifications
    incidents.reschedule(untold.id, watch.time + timedelta(days=7))

    watch.time += timedelta(hours=1)
    fleet.connections = [replace(FINE, succeeded_at=watch.time)]
    patrol.poll("dev")

    assert [one.id for one in incidents.out_of_sync()] == [untold.id]


def test_a_request_that_becomes_confidential_makes_its_open_incident_sensitive(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    fleet.connections = [replace(BROKEN, id="mine")]
    (untold,) = patrol.poll("dev").notifications
    answers = replace(a_connected_request().answers, sensitivity=Sensitivity.CONFIDENTIAL)
    requests.add(a_connected_request(connection_id="mine", status=Status.LIVE, answers=answers), "V1")

    assert [one.id for one in patrol.poll("dev").notifications] == [untold.id]
    found = incidents.get(untold.id)
    assert isinstance(found, Incident)
    assert (found.is_restricted, found.owner, found.owner_name) == (True, "U0ADA", "Ada Okafor")


def test_the_newer_waits_for_the_older_but_not_behind_a_closed_door_nor_for_ever(
    patrol: ConnectionPoller, incidents: IncidentStore, fleet: Fleet, watch: Watch
) -> None:
    fleet.connections = [BROKEN]
    (older,) = patrol.poll("dev").notifications
    watch.time += timedelta(minutes=5)
    fleet.connections = [BROKEN, replace(BROKEN, id="newer")]
    (newer,) = patrol.poll("dev").notifications
    waits = lambda: incidents.older_pending_until(incidents.get(newer.id))  # noqa: E731

    incidents.reschedule(older.id, watch.time + timedelta(minutes=1))
    assert waits() == watch.time + timedelta(minutes=1)

    incidents.update(older.id, attempts=1, is_blocked_by_channel=True)
    assert waits() is None
    incidents.update(older.id, attempts=4, is_blocked_by_channel=False)
    assert waits() is not None
    incidents.update(older.id, attempts=5)
    assert waits() is None
