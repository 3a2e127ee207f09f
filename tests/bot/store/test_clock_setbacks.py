"""A clock that is set back is noticed once, by all processes together, and nothing waits for the old hour."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from bot.store.clock_setbacks import FRESH_SECONDS, STEP_SECONDS, ClockSetbackStore
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow, LedgerRow, PollRoundRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import a_request
from tests.support.statement_log import log_statements

HOUR = timedelta(hours=1)


def test_all_processes_count_each_setback_once(database: Engine) -> None:
    watch = Watch()
    one, two = (ClockSetbackStore(database, watch) for _ in range(2))
    assert [one.count(), two.count()] == [0, 0]

    watch.time -= HOUR
    assert [one.count(), two.count(), one.count()] == [1, 1, 1]
    watch.time -= HOUR
    assert [two.count(), one.count()] == [2, 2]


def test_the_count_is_read_once_in_a_while(database: Engine) -> None:
    watch = Watch()
    setbacks = ClockSetbackStore(database, watch)
    setbacks.count()

    with log_statements(database) as log:
        for _ in range(12):
            watch.time += timedelta(seconds=5)
            setbacks.count()

    looks, steps = 60 / FRESH_SECONDS, 60 / STEP_SECONDS
    assert len(log.reads) <= looks + 2 * steps


def test_jobs_that_begin_at_the_same_time_read_the_count_once(database: Engine) -> None:
    setbacks = ClockSetbackStore(database, Watch())

    with log_statements(database) as log, ThreadPoolExecutor(8) as jobs:
        counts = list(jobs.map(lambda _number: setbacks.count(), range(8)))

    assert counts == [0] * 8
    assert len(log.reads) <= 3  # the row, and as nothing was counted before, the row after the first write


def test_a_process_learns_of_the_setback_that_another_one_noticed(database: Engine) -> None:
    watch = Watch()
    one, two = (ClockSetbackStore(database, watch) for _ in range(2))
    assert [one.count(), two.count()] == [0, 0]
    watch.time -= HOUR
    one.count()
    watch.time += HOUR  # by its own clock, nothing was set back

    watch.time += timedelta(seconds=FRESH_SECONDS)

    assert two.count() == 1


@pytest.mark.parametrize("change", [HOUR, timedelta(seconds=-30)], ids=["forward", "clocks that differ a little"])
def test_other_changes_of_the_clock_do_not_count(database: Engine, change: timedelta) -> None:
    watch = Watch()
    setbacks = ClockSetbackStore(database, watch)
    setbacks.count()

    watch.time += change

    assert setbacks.count() == 0


def test_a_setback_counts_after_hours_of_ticks(database: Engine) -> None:
    watch = Watch()
    setbacks = ClockSetbackStore(database, watch)
    for _ in range(10):
        assert setbacks.count() == 0
        watch.time += HOUR

    watch.time -= 2 * HOUR

    assert setbacks.count() == 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (LedgerRow(key="ticket:1", first_tried_at=0), "first_tried_at"),
        (PollRoundRow(group_id="dev", polled_at=0), "polled_at"),
        (
            ConnectionRow(id="c1", group_id="dev", service="stripe", name="stripe", health="healthy", state_key=""),
            "missing_since",
        ),
    ],
)
@pytest.mark.parametrize(("age", "shift"), [(timedelta(minutes=1), HOUR), (timedelta(hours=3), timedelta(0))])
def test_what_began_in_the_old_hour_is_as_old_as_before(
    database: Engine, row: SQLModel, column: str, age: timedelta, shift: timedelta
) -> None:
    watch = Watch()
    setbacks, began = ClockSetbackStore(database, watch), watch.now() - age
    setbacks.count()
    with Session(database) as session:
        session.merge(row.model_copy(update={column: began.timestamp()}))
        session.commit()

    watch.time -= HOUR
    setbacks.count()

    with Session(database) as session:
        (found,) = session.exec(select(type(row))).all()
    assert getattr(found, column) == (began - shift).timestamp()


def test_a_request_that_waits_is_due_after_a_setback(database: Engine) -> None:
    watch = Watch()
    setbacks, requests = ClockSetbackStore(database, watch), RequestStore(database, watch)
    setbacks.count()
    requests.add(a_request(retry_at=watch.now() + timedelta(minutes=5)), "1")
    assert requests.out_of_sync() == []

    watch.time -= HOUR
    setbacks.count()

    assert len(requests.out_of_sync()) == 1
