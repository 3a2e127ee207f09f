"""How much a channel is told in a week, and what to mute when that is more than people read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workflows.requests.model import Message

MAX_PROPOSED_MUTES = 3
"""Connections that a proposal names: a choice of more is not made."""
MIN_POSTS_TO_MUTE = 2
"""Posts of a connection that is worth muting."""
PROPOSED_MUTE_DURATION = timedelta(days=7)
"""How long a proposed mute lasts: whoever mends it has a week, and nobody forgets it for ever."""


@dataclass(frozen=True)
class NoisyConnection:
    """A connection, and how many posts there were about it."""

    connection_id: str
    name: str
    posts: int


@dataclass(frozen=True)
class MuteProposal:
    """What could be muted in a channel that hears too much."""

    week_start: datetime
    """When that week began."""
    posts: int
    budget: int
    connections: tuple[NoisyConnection, ...] = ()
    """Most posts first; empty when no connection stands out."""
    message: Message | None = None
    """Where it stands."""
    fingerprint: str = ""
    """The digest of what the message says."""

    @property
    def listed_posts(self) -> int:
        """Posts of these sources together."""
        return sum(source.posts for source in self.connections)


def start_of_week(at: datetime) -> datetime:
    """When the week of this moment began: Monday, midnight in UTC."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def make_mute_proposal(
    posts: Mapping[str | None, int], names: Mapping[str, str], budget: int, week_start: datetime
) -> MuteProposal | None:
    """What to propose; None while the channel is within its budget.

    `posts` are those of the week by connection (None: about many at once); `names` are the connections that
    may be named in the channel.
    """
    total = sum(posts.values())
    if total <= budget:
        return None
    loud = [
        NoisyConnection(connection_id, names[connection_id], count)
        for connection_id, count in posts.items()
        if connection_id is not None and connection_id in names and count >= MIN_POSTS_TO_MUTE
    ]
    loud.sort(key=lambda source: (-source.posts, source.name))
    return MuteProposal(week_start, total, budget, tuple(loud[:MAX_PROPOSED_MUTES]))
