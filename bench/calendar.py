"""Plan a month of syncs: which fail, and which of the failures have to be posted.

The expected posts follow from the rules in docs/using.md, independently of the product's code.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

MINUTE, HOUR, DAY = 60, 3_600, 86_400
STEP = 10 * MINUTE
"""Time between two possible ends of syncs, so that nothing happens in between."""
SYNC = 5 * MINUTE
"""Duration of a sync."""
DAYS = 28
FAILING = 0.05
"""Share of syncs that fail at random."""
QUIET, SETTLING = 2 * DAY, 4 * DAY
"""Without failures: the beginning, to learn the intervals, and the end, for three good daily syncs."""
RHYTHMS = {60: 6, 360: 144, 1_440: 48}
"""Minutes between two syncs → number of such connections."""
FAR = 6 * HOUR
"""If the next sync is further away, one failure is enough for a post."""


@dataclass(frozen=True)
class Line:
    """A connection, and when its syncs end (epoch seconds)."""

    name: str
    every: int
    """Seconds."""
    first: int

    def ends(self, until: int) -> Iterator[int]:
        """Return the ends of its syncs until then."""
        return iter(range(self.first, until, self.every))


@dataclass(frozen=True)
class Broken:
    """A connection whose failures have to be posted."""

    name: str
    since: int
    until: int
    """When its next successful sync ended."""


@dataclass
class Month:
    """The plan. Times are epoch seconds."""

    start: int
    lines: list[Line]
    failing: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """End of syncs → connections whose syncs fail."""
    truth: list[Broken] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The end of the month."""
        return self.start + DAYS * DAY

    @property
    def outage(self) -> tuple[int, int]:
        """The two hours in which every sync fails."""
        begins = self.start + 14 * DAY + 10 * HOUR
        return begins, begins + 2 * HOUR


def month(start: int, lines: list[Line], seed: int = 7) -> Month:
    """Plan random failures, three connections that flap for four days, and an outage of two hours."""
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
