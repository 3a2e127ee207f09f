"""What is the matter with a connection, and when that is worth saying."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from tests.support.sample_data import MONDAY, a_connection
from workflows.connections.model import Connection
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import CONDITION_RULES, detect_conditions, explain
from workflows.incidents.conditions.rule import Finding, Observation
from workflows.incidents.model import Condition, Severity
from workflows.monitoring.freshness import EXPECTED_BY
from workflows.monitoring.sync_runs import (
    PauseReason,
    RunHistory,
    SyncRun,
    cadence,
    consecutive_failures,
    count_outcome_changes,
    ended_runs,
    next_history,
    runs_since_recovery,
)
from workflows.monitoring.thresholds import Thresholds

HOUR = timedelta(hours=1)
RULES = Thresholds()


def reason(finding: Finding) -> str:
    """What is wrong, in words."""
    return explain(finding.condition, finding.facts)


def zoom(**facts: object) -> Connection:
    """It synced an hour ago, every six hours."""
    known: dict[str, object] = {
        "name": "zoom",
        "setup_state": "connected",
        "sync_state": "scheduled",
        "paused": False,
        "is_historical_sync": False,
        "created_at": MONDAY - timedelta(days=90),
        "succeeded_at": MONDAY - HOUR,
        "sync_frequency": 360,
    }
    return a_connection(**(known | facts))


def runs(pattern: str, every: timedelta = 6 * HOUR) -> tuple[SyncRun, ...]:
    """Runs of which the last ended an hour ago: `.` was good, `x` failed."""
    first = MONDAY - HOUR - every * (len(pattern) - 1)
    return tuple(SyncRun(first + every * number, mark == ".") for number, mark in enumerate(pattern))


def found(connection: Connection, pattern: str = "", rules: Thresholds = RULES, **more: object) -> list[Finding]:
    past = RunHistory(runs(pattern, more.pop("every", 6 * HOUR)), **more.pop("past", {}))  # type: ignore[arg-type]
    look = Observation(connection, past, previous=more.pop("before", connection), **more)  # type: ignore[arg-type]
    return list(detect_conditions(look, rules, MONDAY))


def names(findings: list[Finding]) -> list[Condition]:
    return [one.condition for one in findings]


def test_what_works_is_not_worth_a_word() -> None:
    assert found(zoom(), "........") == []


@pytest.mark.parametrize(
    ("pattern", "every_minutes", "told"),
    [
        ("...x", 360, []),
        ("...xx", 360, [Condition.FAILING]),
        ("...x", 1440, [Condition.FAILING]),
        ("..x.", 1440, []),
    ],
    ids=["one", "two in a row", "one, and the next is far away", "one that healed"],
)
def test_failures_are_told_when_they_will_not_heal_soon(
    pattern: str, every_minutes: int, told: list[Condition]
) -> None:
    one = zoom(sync_frequency=every_minutes, failed_at=MONDAY)

    assert names(found(one, pattern)) == told


def test_many_failures_in_a_row_are_critical() -> None:
    (few,), (many,) = found(zoom(), "..xx"), found(zoom(), "..xxxxx")

    assert (few.severity, many.severity) == (Severity.WARNING, Severity.CRITICAL)
    assert reason(many) == "The last 5 runs failed."


@pytest.mark.parametrize(
    ("pattern", "flaps"),
    [
        ("......x.x.", False),
        ("......x.x.x", True),
        ("..x..x..x", True),
        ("x.x.x...", False),
        ("x.x.x...x", False),
        ("x.x.x...x.x.x", True),
        (".x.x" + "." * 11 + "x.", False),
    ],
    ids=[
        "four changes",
        "five",
        "good ones between",
        "three clean runs end it",
        "and count anew",
        "it began again",
        "long ago",
    ],
)
def test_flapping_is_five_changes_in_twelve_runs_until_three_clean_ones(pattern: str, flaps: bool) -> None:
    assert (Condition.FLAPPING in names(found(zoom(), pattern))) is flaps


def test_a_broken_connection_without_a_task_says_what_is_known_and_can_be_synced() -> None:
    (finding,) = found(zoom(setup_state="broken", schedule_type="manual"))

    assert (finding.condition, finding.codes) == (Condition.BROKEN_AUTH, ())
    assert reason(finding) == "Fivetran reports it as broken and gives no reason."
    assert IncidentAction.SYNC in CONDITION_RULES[Condition.BROKEN_AUTH].actions


def test_a_broken_authorization_hides_what_follows_from_it() -> None:
    broken = zoom(setup_state="broken", update_state="delayed", tasks=("Reconnect.",), task_codes=("reconnect",))

    assert found(broken, "..xxx") == [
        Finding(Condition.BROKEN_AUTH, Severity.CRITICAL, {"message": "Reconnect."}, ("reconnect",))
    ]
    assert names(found(zoom(task_codes=("reconnect",), tasks=("Reconnect.",)))) == [Condition.BROKEN_AUTH]


@pytest.mark.parametrize(
    ("facts", "late"),
    [
        ({"succeeded_at": MONDAY - 12 * HOUR}, False),
        ({"succeeded_at": MONDAY - 13 * HOUR}, True),
        ({"update_state": "delayed"}, True),
        ({"update_state": "delayed", "paused": True}, False),
        ({"succeeded_at": None, "is_historical_sync": True}, False),
        ({"succeeded_at": MONDAY - 99 * HOUR, "schedule_type": "manual", "update_state": "delayed"}, False),
    ],
)
def test_what_fivetran_schedules_is_late_by_its_schedule(facts: dict[str, object], late: bool) -> None:
    assert (names(found(zoom(**facts))) == [Condition.DELAYED]) is late


def loads_history(**facts: object) -> Connection:
    """Its last sync succeeded 13 hours ago; the historical sync goes on."""
    return zoom(is_historical_sync=True, **({"succeeded_at": MONDAY - 13 * HOUR} | facts))


def polled(*seen: Connection) -> RunHistory:
    """The history after polls that saw these states, an hour apart."""
    history, previous = None, None
    for number, connection in enumerate(seen):
        history, previous = next_history(history, previous, connection, MONDAY - (20 - number) * HOUR), connection
    assert history
    return history


@pytest.mark.parametrize(
    ("earlier", "late"),
    [
        ([loads_history(succeeded_at=None)], True),
        ([loads_history(succeeded_at=MONDAY - 19 * HOUR)], True),
        ([loads_history(succeeded_at=None, sync_state="syncing"), loads_history(sync_state="syncing")], True),
        ([zoom(succeeded_at=MONDAY - 13 * HOUR)], False),
        ([zoom(succeeded_at=MONDAY - 19 * HOUR)], False),
        ([loads_history(succeeded_at=None), zoom(succeeded_at=MONDAY - 13 * HOUR)], False),
        ([], False),
    ],
    ids=[
        "the first sync left history to load",
        "another sync did",
        "and the next one runs for hours",
        "all history is loaded once more",
        "the same, after a last sync",
        "the same, after a priority-first sync",
        "nothing is known yet",
    ],
)
def test_recent_data_is_late_while_older_history_is_loaded(earlier: list[Connection], late: bool) -> None:
    history = polled(*earlier, loads_history())

    findings = detect_conditions(Observation(loads_history(), history), RULES, MONDAY)

    assert (names(list(findings)) == [Condition.DELAYED]) is late


def test_what_airflow_starts_is_late_by_its_own_rhythm_once_that_is_known() -> None:
    manual = zoom(schedule_type="manual", sync_frequency=5)
    daily = timedelta(days=1)

    assert found(manual, "....", every=daily) == []
    late = replace(manual, succeeded_at=MONDAY - 37 * HOUR)
    assert names(found(late, "....", every=daily)) == [Condition.DELAYED]
    assert found(late, "...", every=daily) == []
    assert reason(found(late, "....", every=daily)[0]).endswith("Syncs usually run every 24 h.")


@pytest.mark.parametrize(
    ("last", "late"),
    [(26, True), (20, True), (10, False), (1, False)],
)
def test_an_operator_can_say_by_when_data_has_to_be_there(last: int, late: bool) -> None:
    """By eight; what came yesterday at one in the afternoon was yesterday's, late."""
    rules = Thresholds({EXPECTED_BY: {"zoom": time(8, 0)}})
    one = zoom(schedule_type="manual", succeeded_at=MONDAY - last * HOUR)

    assert (names(found(one, rules=rules)) == [Condition.DELAYED]) is late


def test_a_rescheduled_sync_is_stuck_only_if_fivetran_does_not_repeat_it() -> None:
    rescheduled = {"sync_state": "rescheduled", "rescheduled_for": MONDAY + HOUR}

    (stuck,) = found(zoom(schedule_type="manual", **rescheduled))

    assert (stuck.condition, "until 2026-11-23 10:00 UTC" in reason(stuck)) == (Condition.STUCK, True)
    assert found(zoom(**rescheduled)) == []


def test_a_pause_is_told_when_it_speaks_for_fivetran() -> None:
    running, paused = zoom(), zoom(paused=True)
    healthy = next_history(RunHistory(runs("....")), running, paused, MONDAY)
    failing = next_history(RunHistory(runs("...x")), running, paused, MONDAY)

    assert (healthy.pause_reason, failing.pause_reason) == (None, PauseReason.FAILURES)
    past = {"pause_reason": failing.pause_reason}
    assert names(found(paused, past=past)) == [Condition.PAUSED_BY_FIVETRAN]
    assert found(paused, paused_by="U0BO", past={"pause_reason": PauseReason.TASK}) == []
    assert next_history(failing, paused, running, MONDAY).pause_reason is None


def test_notices_stand_beside_trouble() -> None:
    old = zoom(setup_state="incomplete", paused=True, succeeded_at=None)
    schema = zoom(schema_status="blocked_on_capture")
    warned = zoom(warnings={"old": "Known.", "new": "Please upgrade."})

    assert names(found(old)) == [Condition.SETUP_INCOMPLETE]
    assert found(replace(old, created_at=MONDAY - 2 * timedelta(days=1))) == []
    assert names(found(schema, "..xx")) == [Condition.FAILING, Condition.SCHEMA_CHANGE]
    (warning,) = found(warned, past={"initial_warnings": frozenset({"old"})})
    assert (warning.condition, reason(warning), warning.codes) == (
        Condition.WARNING,
        "Please upgrade.",
        ("new",),
    )


def test_a_first_sync_is_told_in_the_moment_it_is_done() -> None:
    before = zoom(is_historical_sync=True, succeeded_at=None)

    assert names(found(zoom(), before=before)) == [Condition.FIRST_SYNC]
    assert found(zoom(), before=None) == []
    (partial,) = found(zoom(is_historical_sync=True), before=before)
    assert reason(partial) == "Recent data is there; older history is still loading."


def test_a_run_that_follows_at_once_is_counted_from_its_own_beginning() -> None:
    first = zoom(sync_state="syncing")
    second = zoom(sync_state="syncing", succeeded_at=MONDAY + HOUR)
    began = next_history(RunHistory(), zoom(), first, MONDAY)

    went_on = next_history(began, first, second, MONDAY + HOUR)
    third = next_history(went_on, second, replace(second, succeeded_at=MONDAY + 2 * HOUR), MONDAY + 2 * HOUR)

    assert [run.seconds for run in third.runs] == [3600.0, 3600.0]
    assert next_history(began, first, replace(first, tasks=("x",)), MONDAY + HOUR).syncing_since == MONDAY


def test_runs_are_learned_from_what_moved() -> None:
    before = zoom()
    failed = zoom(failed_at=MONDAY)

    assert ended_runs(before, failed, MONDAY - timedelta(minutes=5)) == (SyncRun(MONDAY, False, 300.0),)
    assert ended_runs(None, failed, None) == (SyncRun(MONDAY - HOUR, True), SyncRun(MONDAY, False))
    assert ended_runs(before, before, None) == ()
    assert len(next_history(RunHistory(runs("." * 24)), before, failed, MONDAY).runs) == 24


def test_the_rhythm_is_the_median_of_the_gaps() -> None:
    late_once = (*runs("...."), SyncRun(MONDAY + timedelta(days=3), True))

    assert cadence(late_once, 4) == 6 * HOUR
    assert cadence(runs("..."), 4) is None
    assert (consecutive_failures(runs(".xx")), count_outcome_changes(runs(".x.x"))) == (2, 3)
    assert len(runs_since_recovery(runs("x...x"), 3)) == 2


def test_what_flapped_and_now_only_fails_is_as_bad_as_any_other_failure() -> None:
    (flaps,), (fails,) = found(zoom(), "x.x.x.xxxx"), found(zoom(), "x.x.x.xxxxxxxx")

    assert (flaps.condition, flaps.severity) == (Condition.FLAPPING, Severity.WARNING)
    assert (fails.condition, fails.severity) == (Condition.FAILING, Severity.CRITICAL)


def test_a_repeated_historical_sync_is_not_reported() -> None:
    again = zoom(is_historical_sync=True)
    emptied = zoom(is_historical_sync=True, succeeded_at=None)

    assert found(zoom(), "....", before=again) == []
    assert found(zoom(), "....", before=emptied) == []
    assert names(found(zoom(), ".", before=emptied)) == [Condition.FIRST_SYNC]
