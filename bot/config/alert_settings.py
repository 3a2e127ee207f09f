"""Alert settings. Their defaults are those of `workflows/monitoring/thresholds.py`, which explains them."""

import json
from datetime import time, timedelta
from typing import Any, Self

from pydantic import AliasChoices, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflows.monitoring.sync_runs import MAX_REMEMBERED_RUNS
from workflows.monitoring.thresholds import Thresholds

DEFAULT_THRESHOLDS = Thresholds()
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MINUTES_PER_WEEK, HOURS_PER_YEAR = 7 * 24 * 60, 365 * 24
"""Upper limits. Times beyond the range of `datetime` would fail every poll."""


def _threshold(
    name: str, unit: timedelta | None = None, *, names: tuple[str, str] | None = None, **constraints: Any
) -> Any:
    """Declare the setting of a threshold in multiples of `unit`; `names` are its current and former name."""
    default = getattr(DEFAULT_THRESHOLDS, name)
    extra: dict[str, Any] = {"threshold": name, "unit_seconds": unit.total_seconds() if unit else None}
    return Field(
        default / unit if unit else default,
        json_schema_extra=extra,
        validation_alias=AliasChoices(*names) if names else None,
        **constraints,
    )


class AlertSettings(BaseSettings):
    """The thresholds of alerts as settings."""

    model_config = SettingsConfigDict(allow_inf_nan=False)

    alert_failures: int = _threshold(
        "consecutive_failures",
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: consecutive failed runs that open an incident",
    )
    alert_long_interval_hours: float = _threshold(
        "long_interval",
        HOUR,
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: hours between syncs above which one failed run is enough",
        names=("alert_long_interval_hours", "alert_far_hours"),
    )
    alert_critical_failures: int = _threshold(
        "critical_failures",
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: consecutive failed runs that make an incident critical",
    )
    alert_flapping_changes: int = _threshold(
        "flapping_changes",
        ge=2,
        le=MAX_REMEMBERED_RUNS - 1,
        description="Alerts: changes between success and failure that count as failing intermittently …",
    )
    alert_flapping_runs: int = _threshold(
        "flapping_runs",
        ge=3,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: … within this many of the last runs",
    )
    alert_clean_runs: int = _threshold(
        "recovery_runs",
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: consecutive successful runs that end intermittent failures",
    )
    alert_cadence_min_runs: int = _threshold(
        "cadence_min_runs",
        ge=3,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: successful runs needed to learn the cadence of a manual connection",
        names=("alert_cadence_min_runs", "alert_learned_from"),
    )
    alert_late_runs: float = _threshold(
        "late_intervals",
        ge=1,
        le=1_000,
        description="Alerts: sync intervals without a success after which data is late, "
        "for connections that Fivetran schedules",
    )
    alert_late_factor: float = _threshold(
        "late_intervals_manual",
        ge=1,
        le=1_000,
        description="Alerts: the same for manual connections, which Airflow starts",
    )
    alert_late_minutes: float = _threshold(
        "late_grace",
        MINUTE,
        ge=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: … plus this many minutes",
    )
    alert_critical_late_hours: float = _threshold(
        "critically_late_after",
        HOUR,
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: hours of delay that make late data critical",
    )
    alert_expected_by: str = Field(
        "{}",
        description="Alerts: JSON object, name or id of a connection → time of day in UTC (`06:30`) by which "
        "each day's data must arrive; replaces the learned cadence",
    )
    alert_setup_days: float = _threshold(
        "setup_deadline",
        DAY,
        gt=0,
        le=3_650,
        description="Alerts: days until an unfinished setup opens an incident",
    )
    alert_reopen_hours: float = _threshold(
        "reopen_window",
        HOUR,
        ge=0,
        le=10_000,
        description="Alerts: hours in which a problem that returns, no more severe, reopens its incident",
        names=("alert_reopen_hours", "alert_known_hours"),
    )
    alert_remind_hours: float = _threshold(
        "reminder_interval",
        HOUR,
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: hours between reminders of an unacknowledged critical incident, in its thread",
    )
    alert_edit_seconds: float = _threshold(
        "min_edit_interval",
        SECOND,
        ge=0,
        le=3_600,
        description="Alerts: seconds between two edits of a message; Slack allows 50 edits a minute in total",
    )
    storm_size: int = _threshold(
        "storm_size",
        ge=2,
        le=10_000,
        description="Alerts: incidents of a group that become one message …",
    )
    storm_minutes: float = _threshold(
        "storm_window",
        MINUTE,
        gt=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: … if they begin within this many minutes",
    )
    storm_calm_minutes: float = _threshold(
        "storm_quiet_period",
        MINUTE,
        gt=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: minutes without a new incident after which a storm can end …",
    )
    storm_leftovers: int = _threshold(
        "storm_max_open",
        ge=0,
        le=10_000,
        description="Alerts: … if at most this many incidents are still open; these get their own messages",
    )
    alert_budget: int = Field(
        50,
        ge=1,
        le=1_000,
        description="Alerts: posts a week in a channel above which the bot proposes mutes; beyond 30 to 50, "
        "people stop reading. `/connector budget` changes it for one channel",
    )

    @field_validator("alert_expected_by")
    @classmethod
    def _check_times(cls, value: str) -> str:
        parsed = json.loads(value or "{}")
        if not isinstance(parsed, dict):
            raise ValueError("must be a JSON object")
        for by in parsed.values():
            if time.fromisoformat(str(by)).tzinfo:
                raise ValueError(f"“{by}” has a time zone: write the time in UTC, like 06:30")
        return value or "{}"

    @model_validator(mode="after")
    def _check_combinations(self) -> Self:
        if self.alert_flapping_changes >= self.alert_flapping_runs:
            raise ValueError(
                "ALERT_FLAPPING_CHANGES: must be less than ALERT_FLAPPING_RUNS, "
                "because twelve runs have at most eleven changes"
            )
        if self.storm_leftovers >= self.storm_size:
            raise ValueError("STORM_LEFTOVERS: must be less than STORM_SIZE, otherwise a storm would end at once")
        return self

    @property
    def thresholds(self) -> Thresholds:
        """The settings as thresholds."""
        values: dict[str, Any] = {}
        for name, field in AlertSettings.model_fields.items():
            extra = field.json_schema_extra
            if isinstance(extra, dict) and "threshold" in extra:
                unit, value = extra["unit_seconds"], getattr(self, name)
                values[str(extra["threshold"])] = timedelta(seconds=value * unit) if unit else value
        expected = json.loads(self.alert_expected_by).items()
        expected_by = {str(name): time.fromisoformat(str(by)) for name, by in expected}
        return Thresholds(**values, expected_by=expected_by)
