"""Alert settings; `workflows/monitoring/thresholds.py` explains the defaults."""

import json
from datetime import time, timedelta
from typing import Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflows.monitoring.sync_runs import MAX_REMEMBERED_RUNS
from workflows.monitoring.thresholds import Thresholds

DEFAULT_THRESHOLDS = Thresholds()
MINUTES_PER_WEEK, HOURS_PER_YEAR = 7 * 24 * 60, 365 * 24
"""In minutes, in hours: nobody means more, and moments beyond all calendars would stop every round."""


class AlertSettings(BaseSettings):
    """The numbers. All have defaults that fit a channel of people who have other things to do."""

    model_config = SettingsConfigDict(allow_inf_nan=False)

    alert_failures: int = Field(
        DEFAULT_THRESHOLDS.consecutive_failures,
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: failed runs in a row that are told; one mends itself",
    )
    alert_long_interval_hours: float = Field(
        DEFAULT_THRESHOLDS.long_interval / timedelta(hours=1),
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: one failed run is told at once when the next is further away than this",
    )
    alert_critical_failures: int = Field(
        DEFAULT_THRESHOLDS.critical_failures,
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: failed runs in a row that make it critical",
    )
    alert_flapping_changes: int = Field(
        DEFAULT_THRESHOLDS.flapping_changes,
        ge=2,
        le=MAX_REMEMBERED_RUNS - 1,
        description="Alerts: changes between good and bad runs that make one notice, and then silence",
    )
    alert_flapping_runs: int = Field(
        DEFAULT_THRESHOLDS.flapping_runs,
        ge=3,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: … within so many of the last runs",
    )
    alert_clean_runs: int = Field(
        DEFAULT_THRESHOLDS.recovery_runs,
        ge=1,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: good runs in a row that end that silence",
    )
    alert_cadence_min_runs: int = Field(
        DEFAULT_THRESHOLDS.cadence_min_runs,
        ge=3,
        le=MAX_REMEMBERED_RUNS,
        description="Alerts: good runs after which the rhythm of a connection that others start is believed",
    )
    alert_late_runs: float = Field(
        DEFAULT_THRESHOLDS.late_intervals,
        ge=1,
        le=1_000,
        description="Alerts: intervals without a good run after which data is late, if Fivetran starts them",
    )
    alert_late_factor: float = Field(
        DEFAULT_THRESHOLDS.late_intervals_manual,
        ge=1,
        le=1_000,
        description="Alerts: the same where something else (Airflow) starts them",
    )
    alert_late_minutes: float = Field(
        DEFAULT_THRESHOLDS.late_grace / timedelta(minutes=1),
        ge=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: … and so many minutes on top",
    )
    alert_critical_late_hours: float = Field(
        DEFAULT_THRESHOLDS.critically_late_after / timedelta(hours=1),
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: hours beyond that which make late data critical",
    )
    alert_expected_by: str = Field(
        "{}",
        description="Alerts: JSON object, name or id of a connection → time of day in UTC (`06:30`) by which "
        "each day's data has to be there; instead of what is learned",
    )
    alert_setup_days: float = Field(
        DEFAULT_THRESHOLDS.setup_deadline / timedelta(days=1),
        gt=0,
        le=3_650,
        description="Alerts: days that the setup of a connection may stay unfinished",
    )
    alert_reopen_hours: float = Field(
        DEFAULT_THRESHOLDS.reopen_window / timedelta(hours=1),
        ge=0,
        le=10_000,
        allow_inf_nan=False,
        description="Alerts: hours in which what comes back, and is no worse, goes on in its old message",
    )
    alert_remind_hours: float = Field(
        DEFAULT_THRESHOLDS.reminder_interval / timedelta(hours=1),
        gt=0,
        le=HOURS_PER_YEAR,
        description="Alerts: hours between reminders (in the thread) of something critical that nobody is on",
    )
    alert_edit_seconds: float = Field(
        DEFAULT_THRESHOLDS.min_edit_interval.total_seconds(),
        ge=0,
        le=3_600,
        description="Alerts: seconds between two edits of a message; Slack allows 50 edits a minute in all",
    )
    storm_size: int = Field(
        DEFAULT_THRESHOLDS.storm_size,
        ge=2,
        le=10_000,
        description="Alerts: incidents of a group that become one message …",
    )
    storm_minutes: float = Field(
        DEFAULT_THRESHOLDS.storm_window / timedelta(minutes=1),
        gt=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: … if they begin within so many minutes",
    )
    storm_calm_minutes: float = Field(
        DEFAULT_THRESHOLDS.storm_quiet_period / timedelta(minutes=1),
        gt=0,
        le=MINUTES_PER_WEEK,
        description="Alerts: minutes without a new one after which it may end",
    )
    storm_leftovers: int = Field(
        DEFAULT_THRESHOLDS.storm_max_open,
        ge=0,
        le=10_000,
        description="Alerts: … when no more than this many are still open; they get messages of their own",
    )

    alert_budget: int = Field(
        50,
        ge=1,
        le=1_000,
        description="Alerts: posts a week that a channel is told before the bot proposes what to mute; from "
        "about 30 to 50 people stop reading. `/connector budget` changes it for one channel",
    )

    @field_validator("alert_expected_by")
    @classmethod
    def _times(cls, value: str) -> str:
        parsed = json.loads(value or "{}")
        if not isinstance(parsed, dict):
            raise ValueError("must be a JSON object")
        for by in parsed.values():
            if time.fromisoformat(str(by)).tzinfo:
                raise ValueError(f"“{by}” has a time zone: write the time in UTC, like 06:30")
        return value or "{}"

    @model_validator(mode="after")
    def _can_happen(self) -> Self:
        if self.alert_flapping_changes >= self.alert_flapping_runs:
            raise ValueError(
                "ALERT_FLAPPING_CHANGES: must be less than ALERT_FLAPPING_RUNS: among twelve runs "
                "there are at most eleven changes"
            )
        if self.storm_leftovers >= self.storm_size:
            raise ValueError("STORM_LEFTOVERS: must be less than STORM_SIZE: a storm would end as it begins")
        return self

    @property
    def thresholds(self) -> Thresholds:
        """The numbers, as the process knows them."""
        expected = json.loads(self.alert_expected_by).items()
        return Thresholds(
            consecutive_failures=self.alert_failures,
            long_interval=timedelta(hours=self.alert_long_interval_hours),
            critical_failures=self.alert_critical_failures,
            flapping_changes=self.alert_flapping_changes,
            flapping_runs=self.alert_flapping_runs,
            recovery_runs=self.alert_clean_runs,
            cadence_min_runs=self.alert_cadence_min_runs,
            late_intervals=self.alert_late_runs,
            late_intervals_manual=self.alert_late_factor,
            late_grace=timedelta(minutes=self.alert_late_minutes),
            critically_late_after=timedelta(hours=self.alert_critical_late_hours),
            setup_deadline=timedelta(days=self.alert_setup_days),
            storm_size=self.storm_size,
            storm_window=timedelta(minutes=self.storm_minutes),
            storm_quiet_period=timedelta(minutes=self.storm_calm_minutes),
            storm_max_open=self.storm_leftovers,
            reopen_window=timedelta(hours=self.alert_reopen_hours),
            reminder_interval=timedelta(hours=self.alert_remind_hours),
            min_edit_interval=timedelta(seconds=self.alert_edit_seconds),
            expected_by={str(name): time.fromisoformat(str(by)) for name, by in expected},
        )
