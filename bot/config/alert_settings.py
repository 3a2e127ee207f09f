"""Alert settings: one for each threshold. The modules that declare the thresholds explain their defaults."""

from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, AliasChoices, Field, create_model, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workflows.incidents.conditions import CONDITION_THRESHOLDS
from workflows.incidents.conditions.flapping import FLAPPING_CHANGES, FLAPPING_RUNS
from workflows.incidents.lifecycle import REMINDER_INTERVAL
from workflows.incidents.recurrence import REOPEN_WINDOW
from workflows.incidents.storm_updates import STORM_MAX_OPEN, STORM_QUIET_PERIOD, STORM_SIZE, STORM_WINDOW
from workflows.monitoring.thresholds import Threshold, Thresholds
from workflows.notifications.notify import MIN_EDIT_INTERVAL
from workflows.subscriptions.notification_budget import WEEKLY_BUDGET

THRESHOLDS: tuple[Threshold[Any], ...] = (
    *CONDITION_THRESHOLDS,
    REOPEN_WINDOW,
    REMINDER_INTERVAL,
    MIN_EDIT_INTERVAL,
    STORM_SIZE,
    STORM_WINDOW,
    STORM_QUIET_PERIOD,
    STORM_MAX_OPEN,
    WEEKLY_BUDGET,
)


class _AlertSettings(BaseSettings):
    model_config = SettingsConfigDict(allow_inf_nan=False)

    @model_validator(mode="after")
    def _check_combinations(self) -> Self:
        if self.thresholds[FLAPPING_CHANGES] >= self.thresholds[FLAPPING_RUNS]:
            raise ValueError(
                "ALERT_FLAPPING_CHANGES: must be less than ALERT_FLAPPING_RUNS, "
                "because twelve runs have at most eleven changes"
            )
        if self.thresholds[STORM_MAX_OPEN] >= self.thresholds[STORM_SIZE]:
            raise ValueError("STORM_LEFTOVERS: must be less than STORM_SIZE, otherwise a storm would end at once")
        return self

    @property
    def thresholds(self) -> Thresholds:
        """The settings as thresholds."""
        return Thresholds({threshold: threshold.read(getattr(self, threshold.setting)) for threshold in THRESHOLDS})


def _field(threshold: Threshold[Any]) -> Any:
    """Return type and definition of a threshold's setting. What it can't read is an error of the setting."""

    def check(value: Any) -> Any:
        threshold.read(value)
        return value

    names = [threshold.setting, threshold.former_setting] if threshold.former_setting else None
    return Annotated[type(threshold.initial), AfterValidator(check)], Field(
        threshold.initial,
        description=threshold.description,
        validation_alias=AliasChoices(*filter(None, names)) if names else None,
        ge=threshold.ge,
        gt=threshold.gt,
        le=threshold.le,
    )


if TYPE_CHECKING:
    AlertSettings = _AlertSettings
else:
    AlertSettings = create_model(
        "AlertSettings",
        __base__=_AlertSettings,
        **{threshold.setting: _field(threshold) for threshold in THRESHOLDS},
    )
