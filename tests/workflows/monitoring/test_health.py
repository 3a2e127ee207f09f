"""How a connection is doing, and when it should sync again."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from tests.support.sample_account import connection
from tests.support.sample_data import MONDAY
from workflows.connections.model import Connection
from workflows.monitoring.freshness import EXPECTED_BY
from workflows.monitoring.health import ConnectionState, assess_state, predict_next_sync
from workflows.monitoring.thresholds import Thresholds

HOUR = timedelta(hours=1)
AT_SEVEN = MONDAY - 2 * HOUR
"""The end of the last sync."""


def zoom(**facts: Any) -> Connection:
    return connection("zoom", "zoom", **facts)


@pytest.mark.parametrize(
    ("seen", "rhythm", "state"),
    [
        (zoom(), None, ConnectionState.WORKING),
        (zoom(setup_state="incomplete", paused=True), None, ConnectionState.IN_SETUP),
        (zoom(setup_state="broken"), None, ConnectionState.FAILING),
        (zoom(failed_at=MONDAY), None, ConnectionState.FAILING),
        (zoom(paused=True), None, ConnectionState.PAUSED),
        (zoom(is_historical_sync=True, succeeded_at=None), None, ConnectionState.IN_SETUP),
        (zoom(is_historical_sync=True), None, ConnectionState.WORKING),
        (zoom(is_historical_sync=True, succeeded_at=MONDAY - 13 * HOUR), None, ConnectionState.LATE),
        (zoom(update_state="delayed"), None, ConnectionState.LATE),
        (zoom(update_state="delayed", schedule_type="manual"), None, ConnectionState.WORKING),
        (zoom(succeeded_at=MONDAY - 13 * HOUR), None, ConnectionState.LATE),
        (zoom(succeeded_at=MONDAY - 12 * HOUR), None, ConnectionState.WORKING),
        (zoom(succeeded_at=MONDAY - 13 * HOUR, schedule_type="manual"), None, ConnectionState.WORKING),
        (zoom(succeeded_at=MONDAY - 13 * HOUR, schedule_type="manual"), 6 * HOUR, ConnectionState.LATE),
    ],
)
def test_the_state_is_one_word(seen: Connection, rhythm: timedelta | None, state: ConnectionState) -> None:
    assert assess_state(seen, MONDAY, rhythm, Thresholds()) is state


def test_the_state_is_late_when_it_is_not_there_by_the_time_an_operator_named() -> None:
    rules = Thresholds({EXPECTED_BY: {"zoom": time(8, 0)}})

    states = [
        assess_state(zoom(schedule_type="manual", succeeded_at=at), MONDAY, 6 * HOUR, rules)
        for at in (MONDAY - 20 * HOUR, MONDAY - 12 * HOUR)
    ]

    assert states == [ConnectionState.LATE, ConnectionState.WORKING]


@pytest.mark.parametrize(
    ("seen", "at", "why"),
    [
        (zoom(), AT_SEVEN - timedelta(minutes=5) + 6 * HOUR, "every 6 h"),
        (zoom(failed_at=MONDAY), MONDAY - timedelta(minutes=5) + 6 * HOUR, "every 6 h"),
        (zoom(schedule_type="manual"), AT_SEVEN + 6 * HOUR, "usually about every 6 h, by Airflow"),
        (zoom(paused=True), None, "none while it's paused"),
        (zoom(setup_state="broken"), None, "none until it's reconnected"),
        (zoom(sync_state="rescheduled"), None, "rescheduled by Fivetran"),
        (
            zoom(sync_state="rescheduled", schedule_type="manual"),
            None,
            "rescheduled: Airflow has to start it again",
        ),
        (zoom(sync_state="syncing"), None, "syncing now"),
        (zoom(setup_state="incomplete"), None, "none until the credentials are entered"),
    ],
)
def test_the_next_sync_is_expected(seen: Connection, at: datetime | None, why: str) -> None:
    found = predict_next_sync(seen, 6 * HOUR, timedelta(minutes=5))

    assert (found.at, found.reason) == (at, why)


def test_without_a_cadence_the_next_sync_of_a_manual_connection_is_unknown() -> None:
    found = predict_next_sync(zoom(schedule_type="manual"), None, None)

    assert (found.at, found.reason) == (None, "when Airflow starts it")
