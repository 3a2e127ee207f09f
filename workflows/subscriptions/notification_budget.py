"""How much a channel is told in a week, and what to mute when that is more than people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workflows.requests.model import Message

SOURCES = 3
"""Connections that a proposal names: a choice of more is not made."""
FEWEST = 2
"""Posts of a connection that is worth muting."""
WEEK = timedelta(days=7)
"""How long a proposed mute lasts: whoever mends it has a week, and nobody forgets it for ever."""


@dataclass(frozen=True)
class Source:
    """A connection, and how many posts there were about it."""

    connection_id: str
    name: str
    posts: int


@dataclass(frozen=True)
class Proposal:
    """What could be muted in a channel that hears too much."""

    week: datetime
    """When that week began."""
    posts: int
    budget: int
    sources: tuple[Source, ...] = ()
    """Most posts first; empty when no connection stands out."""
    message: Message | None = None
    """Where it stands."""
    shown: str = ""
    """The digest of what the message says."""

    @property
    def theirs(self) -> int:
        """Posts of these sources together."""
        return sum(source.posts for source in self.sources)


def week_of(at: datetime) -> datetime:
    """When the week of this moment began: Monday, midnight in UTC."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def proposed(
    posts: Mapping[str | None, int], names: Mapping[str, str], budget: int, week: datetime
) -> Proposal | None:
    """What to propose; None while the channel is within its budget.

    `posts` are those of the week by connection (None: about many at once); `names` are the connections that
    may be named in the channel.
    """
    total = sum(posts.values())
    if total <= budget:
        return None
    loud = [
        Source(connection_id, names[connection_id], count)
        for connection_id, count in posts.items()
        if connection_id is not None and connection_id in names and count >= FEWEST
    ]
    loud.sort(key=lambda source: (-source.posts, source.name))
    return Proposal(week, total, budget, tuple(loud[:SOURCES]))
