"""How long people wait: from a request to its decision and to its data, and from a break to the recovery.

Everyone can read these figures. So a service is named only with what everyone can know of it; what is restricted
counts in the totals.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from math import ceil
from typing import NamedTuple, TypeVar

from workflows.errors import Refused

DEFAULT_PERIOD_DAYS = 30
MAX_PERIOD_DAYS = 365
GroupKey = TypeVar("GroupKey", bound=str)


class Wait(StrEnum):
    """What ended."""

    DECISION = "decision"
    """An approver approved or declined a request."""
    DATA = "data"
    """The first sync of a requested connection ended."""
    RECOVERY = "recovery"
    """A connection that was broken works again."""


class EndedWait(NamedTuple):
    """A wait that ended in the period."""

    kind: Wait
    service: str
    """Its id."""
    length: timedelta
    is_restricted: bool
    """Whether not everyone can know of it. A request that is restricted needs the approvers of sensitive data."""


@dataclass(frozen=True)
class Figure:
    """How long waits of one kind took, by the nearest-rank method: both values are lengths that occurred."""

    count: int
    median: timedelta
    p90: timedelta


Figures = Mapping[Wait, Figure]
"""Only kinds that occurred."""


@dataclass(frozen=True)
class Report:
    """The figures of a period."""

    total: Figures
    by_service: Mapping[str, Figures]
    """Service id → its figures, the service with most waits first. Restricted ones are left out."""
    by_approvers: Mapping[str, Figure]
    """Name of the approvers → the time to their decisions."""


def parse_period(text: str) -> int:
    """Return the days that “90”, “90 days”, or nothing stands for. Raises `Refused`."""
    number, _, unit = (text.strip().lower() or str(DEFAULT_PERIOD_DAYS)).partition(" ")
    if (
        number.isascii()
        and number.isdigit()
        and unit.strip() in {"", "day", "days"}
        and 1 <= int(number[:9]) <= MAX_PERIOD_DAYS
    ):
        return int(number)
    raise Refused(f"Type a number of days up to {MAX_PERIOD_DAYS}, for example: /connector report 90")


def build_report(
    waits: Collection[EndedWait], sensitive_services: Collection[str], approvers_of: Callable[[EndedWait], str]
) -> Report:
    """Summarize waits. `approvers_of` names who had to decide."""
    named = [one for one in waits if not one.is_restricted and one.service not in sensitive_services]
    decided = [one for one in waits if one.kind is Wait.DECISION]
    return Report(
        total=summarize(waits),
        by_service={service: summarize(some) for service, some in _grouped(named, lambda one: one.service)},
        by_approvers={name: _figure(some) for name, some in _grouped(decided, approvers_of)},
    )


def summarize(waits: Iterable[EndedWait]) -> Figures:
    """Return the figure of each kind that occurred, in the order of `Wait`."""
    by_kind = dict(_grouped(waits, lambda one: one.kind))
    return {kind: _figure(by_kind[kind]) for kind in Wait if kind in by_kind}


def _grouped(
    waits: Iterable[EndedWait], key: Callable[[EndedWait], GroupKey]
) -> Iterator[tuple[GroupKey, Sequence[EndedWait]]]:
    """Yield each key with its waits, the largest group first, then by name."""
    groups: dict[GroupKey, list[EndedWait]] = {}
    for one in waits:
        groups.setdefault(key(one), []).append(one)
    yield from sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))


def _figure(waits: Sequence[EndedWait]) -> Figure:
    lengths = sorted(max(one.length, timedelta()) for one in waits)
    return Figure(len(lengths), _nearest_rank(lengths, 50), _nearest_rank(lengths, 90))


def _nearest_rank(ordered: Sequence[timedelta], percent: int) -> timedelta:
    return ordered[ceil(len(ordered) * percent / 100) - 1]
