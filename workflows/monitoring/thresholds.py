"""Thresholds: each is declared in the module that reads it, and is a setting of the operator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

T = TypeVar("T")
MINUTES_PER_WEEK, HOURS_PER_YEAR = 7 * 24 * 60, 365 * 24
"""Upper limits. Times beyond the range of `datetime` would fail every poll."""


@dataclass(frozen=True, eq=False)
class Threshold(Generic[T]):
    """A number from which something counts, and how the operator sets it."""

    setting: str
    initial: float | str
    """The default of the setting; its type is the setting's type."""
    read: Callable[[Any], T]
    """Turns the setting into the threshold: `int`, `float`, a unit of time, or a parser."""
    description: str
    """What the page of the settings says."""
    ge: float | None = None
    gt: float | None = None
    le: float | None = None
    former_setting: str | None = None
    """A former name of the setting, which is still read."""

    @cached_property
    def default(self) -> T:
        """The threshold if the operator sets nothing."""
        return self.read(self.initial)


@dataclass(frozen=True)
class Thresholds:
    """The thresholds in force: what is set, and the defaults of all others."""

    chosen: Mapping[Threshold[Any], Any] = field(default_factory=dict)

    def __getitem__(self, threshold: Threshold[T]) -> T:
        """Return the value of a threshold."""
        value: T = self.chosen.get(threshold, threshold.default)
        return value


def seconds(count: float) -> timedelta:
    """Return a time of so many seconds."""
    return timedelta(seconds=count)


def minutes(count: float) -> timedelta:
    """Return a time of so many minutes."""
    return timedelta(minutes=count)


def hours(count: float) -> timedelta:
    """Return a time of so many hours."""
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    """Return a time of so many days."""
    return timedelta(days=count)
