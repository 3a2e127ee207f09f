"""A month of syncs as it will have been: which fail, and what people have to hear of because of that.

The truth is worked out here by itself, from the rule in docs/using.md and not from the product's code.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEP = 10 * MINUTE
"""Syncs end at moments that are this far apart, so that nothing happens between two of them."""
SYNC = 5 * MINUTE
"""How long each takes."""
DAYS = 28
FAILING = 0.05
"""How many runs fail, for no reason that anybody knows."""
QUIET, SETTLING = 2 * DAY, 4 * DAY
"""At the beginning, to learn how things are; at the end, for three clean runs of daily ones."""
RHYTHMS = {60: 6, 360: 144, 1_440: 48}
"""Minutes between two syncs → how many connections sync that often."""
FAR = 6 * HOUR
"""When the next run is further away, one failure is enough to be told."""


@dataclass(frozen=True)
class Line:
    """A connection, and when its runs end (epoch seconds)."""

    name: str
    every: int
    """Seconds."""
    first: int

    def ends(self, until: int) -> Iterator[int]:
        """The ends of its runs, until then."""
        return iter(range(self.first, until, self.every))


@dataclass(frozen=True)
class Broken:
    """A connection that has failed often enough for people to hear of it."""

    name: str
    since: int
    until: int
    """When its next good run ended."""


@dataclass
class Month:
    """What happens when. Times are epoch seconds."""

    start: int
    lines: list[Line]
    failing: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """When runs end → the connections whose runs fail."""
    truth: list[Broken] = field(default_factory=list)

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + DAYS * DAY

    @property
    def outage(self) -> tuple[int, int]:
        """The two hours in which every run fails."""
        begins = self.start + 14 * DAY + 10 * HOUR
        return begins, begins + 2 * HOUR


def month(start: int, lines: list[Line], seed: int = 7) -> Month:
    """5 % of all runs fail; three connections flap for four days; one outage of everything for two hours."""
    planned, chance = Month(start, lines), Random(seed)
    flapping = {line.name for line in chance.sample([one for one in lines if one.every <= 6 * HOUR], 3)}
    for line in lines:
        _plan(planned, line, line.name in flapping, chance)
    return planned


def _plan(planned: Month, line: Line, flaps: bool, chance: Random) -> None:
    in_a_row, since = 0, None
    for number, at in enumerate(line.ends(planned.end)):
        if _fails(planned, at, flaps and number % 2 == 0, chance):
            planned.failing[at].append(line.name)
            in_a_row += 1
            if since is None and (in_a_row > 1 or line.every > FAR):
                since = at
        else:
            if since is not None:
                planned.truth.append(Broken(line.name, since, at))
            in_a_row, since = 0, None


def _fails(planned: Month, at: int, flaps: bool, chance: Random) -> bool:
    unlucky = chance.random() < FAILING
    if not planned.start + QUIET <= at < planned.end - SETTLING:
        return False
    begins, ends = planned.outage
    week_three = planned.start + 19 * DAY
    return begins <= at < ends or unlucky or (flaps and week_three <= at < week_three + 4 * DAY)
