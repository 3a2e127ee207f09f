"""What is the matter with a connection now: a pure function of how it is, what it did, and the rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflows.connections.model import Connection
from workflows.incidents.model import Condition, Severity
from workflows.monitoring.freshness import is_behind_schedule, overdue_by, sync_interval
from workflows.monitoring.sync_runs import (
    RunHistory,
    consecutive_failures,
    count_outcome_changes,
    runs_since_recovery,
)
from workflows.monitoring.thresholds import Thresholds


@dataclass(frozen=True)
class Observation:
    """A connection as it is now, with what came before."""

    connection: Connection
    history: RunHistory
    previous: Connection | None = None
    """How it was at the last look; None when we meet it for the first time."""
    paused_by: str | None = None
    """Who paused it through us."""


@dataclass(frozen=True)
class Finding:
    """Something that is the matter."""

    condition: Condition
    severity: Severity
    reason: str
    codes: tuple[str, ...] = ()


def detect_conditions(observation: Observation, thresholds: Thresholds, now: datetime) -> Iterator[Finding]:
    """Everything that is the matter; of the troubles only the worst, since it explains the others."""
    trouble = next(
        (found for judge in OUTAGE_DETECTORS if (found := judge(observation, thresholds, now))), None
    )
    if trouble:
        yield trouble
    for notice in NOTICE_DETECTORS:
        if found := notice(observation, thresholds, now):
            yield found


def _should_sync(connection: Connection) -> bool:
    """Whether it is supposed to sync by now."""
    return connection.is_connected and not connection.paused


def _reason(connection: Connection, otherwise: str) -> str:
    return connection.tasks[0] if connection.tasks else otherwise


def _broken_auth(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    """Fivetran says that it is broken, or asks somebody to reconnect it. It will not heal by itself."""
    one = look.connection
    if one.paused or not (one.setup_state == "broken" or "reconnect" in one.task_codes):
        return None
    why = _reason(one, "The authorisation no longer works.")
    return Finding(Condition.BROKEN_AUTH, Severity.CRITICAL, why, one.task_codes or ("reconnect",))


def _paused_by_system(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    """Paused, not through us, and with a reason that speaks for Fivetran (see `Past.paused_because`)."""
    one, why = look.connection, look.history.pause_reason
    if not one.paused or look.paused_by or one.setup_state == "incomplete" or not why:
        return None
    return Finding(Condition.PAUSED_BY_FIVETRAN, Severity.CRITICAL, why, one.task_codes)


def _flapping(look: Observation, rules: Thresholds, _now: datetime) -> Finding | None:
    """What does nothing but fail by now does not flap any more."""
    recent = runs_since_recovery(look.history.runs, rules.recovery_runs)[-rules.flapping_runs :]
    count = count_outcome_changes(recent)
    fails = consecutive_failures(look.history.runs) >= rules.critical_failures
    if fails or not _should_sync(look.connection) or count < rules.flapping_changes:
        return None
    bad = sum(not run.succeeded for run in recent)
    why = f"{bad} of its last {len(recent)} runs failed, with good ones between them."
    return Finding(Condition.FLAPPING, Severity.WARNING, why, look.connection.task_codes)


def _failing(look: Observation, rules: Thresholds, _now: datetime) -> Finding | None:
    one, count = look.connection, consecutive_failures(look.history.runs)
    every = sync_interval(one, look.history, rules)
    far = every is not None and every > rules.long_interval
    if not _should_sync(one) or not count or (count < rules.consecutive_failures and not far):
        return None
    severity = Severity.CRITICAL if count >= rules.critical_failures else Severity.WARNING
    times = f"Its last {count} runs failed." if count > 1 else "Its last run failed."
    return Finding(Condition.FAILING, severity, _reason(one, times), one.task_codes)


def _stuck(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    """Fivetran repeats a rescheduled sync by itself, but not one that something else has to start."""
    one = look.connection
    if not _should_sync(one) or one.schedule_type != "manual" or one.sync_state != "rescheduled":
        return None
    when = f" before {one.rescheduled_for:%H:%M} UTC" if one.rescheduled_for else " yet"
    why = f"The source did not want to be asked{when}, and Fivetran does not try again by itself."
    return Finding(Condition.STUCK, Severity.WARNING, why, one.task_codes)


def _delayed(look: Observation, rules: Thresholds, now: datetime) -> Finding | None:
    one = look.connection
    late = overdue_by(one, look.history, rules, now)
    if not _should_sync(one) or not one.has_synced or (late is None and not is_behind_schedule(one)):
        return None
    severity = Severity.CRITICAL if late and late > rules.critically_late_after else Severity.WARNING
    last = f"Its last good sync ended on {one.succeeded_at:%-d %B at %H:%M} UTC"
    usual = sync_interval(one, look.history, rules)
    rhythm = f"; usually there is one every {_format_interval(usual)}" if usual and late else ""
    why = f"{last}{rhythm}." if late else f"{last}; Fivetran says that it is behind its schedule."
    return Finding(Condition.DELAYED, severity, why, one.task_codes)


def _schema_change(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    one = look.connection
    waits = one.schema_status.startswith("blocked_on")
    codes = tuple(code for code in one.task_codes if "schema" in code)
    if one.paused or not (waits or codes):
        return None
    why = _reason(one, "The source has new tables or columns, and nobody has said yet what to do with them.")
    return Finding(Condition.SCHEMA_CHANGE, Severity.WARNING, why, codes or (one.schema_status,))


def _setup_unfinished(look: Observation, rules: Thresholds, now: datetime) -> Finding | None:
    one = look.connection
    if one.setup_state != "incomplete" or now - one.created_at < rules.setup_deadline:
        return None
    why = f"It was made on {one.created_at:%-d %B %Y} and has never been connected."
    return Finding(Condition.SETUP_INCOMPLETE, Severity.NOTICE, why, one.task_codes)


def _warning(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    new = {
        code: words
        for code, words in look.connection.warnings.items()
        if code not in look.history.initial_warnings
    }
    if not new:
        return None
    return Finding(Condition.WARNING, Severity.NOTICE, " ".join(new.values()), tuple(sorted(new)))


def _first_sync(look: Observation, _rules: Thresholds, _now: datetime) -> Finding | None:
    """The moment in which the historical sync is done; one that was done when we first met it is no news.

    What was good before has loaded its history once more.
    """
    before, one = look.previous, look.connection
    if before is None or before.succeeded_at or not one.has_synced:
        return None
    if sum(run.succeeded for run in look.history.runs) > 1:
        return None
    return Finding(Condition.FIRST_SYNC, Severity.NOTICE, "All its history has been loaded.")


def _format_interval(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"


Detector = Callable[[Observation, Thresholds, datetime], Finding | None]
OUTAGE_DETECTORS: tuple[Detector, ...] = (
    _broken_auth,
    _paused_by_system,
    _flapping,
    _failing,
    _stuck,
    _delayed,
)
"""The worst first."""
NOTICE_DETECTORS: tuple[Detector, ...] = (_schema_change, _setup_unfinished, _warning, _first_sync)
