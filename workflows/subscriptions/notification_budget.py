"""The weekly notification budget of a channel, and which connections to mute when it is exceeded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from workflows.monitoring.thresholds import Threshold
from workflows.requests.mirrors import Message

WEEKLY_BUDGET = Threshold(
    "alert_budget",
    50,
    int,
    "Alerts: posts a week in a channel above which the bot proposes mutes; beyond 30 to 50, "
    "people stop reading. `/connector budget` changes it for one channel",
    ge=1,
    le=1_000,
)

MAX_PROPOSED_MUTES = 3
"""Connections that a proposal names."""
MIN_POSTS_TO_MUTE = 2
"""A connection with fewer posts isn't worth muting."""
PROPOSED_MUTE_DURATION = timedelta(days=7)
"""How long a proposed mute lasts. It ends by itself, so a mute can't be forgotten."""


@dataclass(frozen=True)
class NoisyConnection:
    """A connection with its number of posts."""

    connection_id: str
    name: str
    posts: int


@dataclass(frozen=True)
class MuteProposal:
    """Connections to mute in a channel that exceeded its budget."""

    week_start: datetime
    posts: int
    budget: int
    connections: tuple[NoisyConnection, ...] = ()
    """Most posts first; empty when no connection stands out."""
    message: Message | None = None
    """The posted proposal."""
    fingerprint: str = ""
    """Of the posted proposal."""

    @property
    def listed_posts(self) -> int:
        """The posts of these connections together."""
        return sum(connection.posts for connection in self.connections)


def start_of_week(at: datetime) -> datetime:
    """Return the Monday, 00:00 UTC, at or before `at`."""
    day = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def make_mute_proposal(
    posts: Mapping[str | None, int], names: Mapping[str, str], budget: int, week_start: datetime
) -> MuteProposal | None:
    """Return a proposal; None while the channel is within its budget.

    `posts` counts the posts of the week by connection id (None: storms). `names` has the unrestricted
    connections; others can't be named in the channel.
    """
    total = sum(posts.values())
    if total <= budget:
        return None
    noisy = [
        NoisyConnection(connection_id, names[connection_id], count)
        for connection_id, count in posts.items()
        if connection_id is not None and connection_id in names and count >= MIN_POSTS_TO_MUTE
    ]
    noisy.sort(key=lambda connection: (-connection.posts, connection.name))
    return MuteProposal(week_start, total, budget, tuple(noisy[:MAX_PROPOSED_MUTES]))
