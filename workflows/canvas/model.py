"""The canvas *Connectors*: what is stored, what it shows, and what it needs from outside."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from workflows.errors import Refused
from workflows.ports import Clock
from workflows.reporting.duplicates import ExistingConnection

MAX_CANVAS_CONNECTIONS = 200
MAX_CANVAS_REQUESTS = 50
NEVER = datetime.fromtimestamp(0, UTC)


class CanvasGone(Refused):
    """The canvas was deleted, or the bot can't open it any more."""


@dataclass(frozen=True)
class PublicList:
    """What everyone can see of the list of connections."""

    connections: tuple[ExistingConnection, ...] = ()
    requests: tuple[ExistingConnection, ...] = ()
    """Open requests without a connection, newest first."""
    total: int = 0
    """Number of connections and open requests, hidden ones included."""
    is_account_known: bool = True
    """Whether every group was polled at least once."""

    @property
    def more(self) -> int:
        """Number of what isn't listed: it is restricted, or doesn't fit."""
        return max(0, self.total - len(self.connections) - len(self.requests))


@dataclass(frozen=True)
class RenderedCanvas:
    """A canvas as Slack shows it."""

    title: str
    markdown: str

    @cached_property
    def fingerprint(self) -> str:
        """Return a short hash that changes exactly when the canvas looks different."""
        return hashlib.sha256(f"{self.title}\n{self.markdown}".encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ChannelCanvas:
    """The canvas of a channel, as it was last written."""

    channel: str
    canvas_id: str = ""
    """Empty until it's known, and once it was deleted."""
    fingerprint: str = ""
    problem: str = ""
    """Why it can't be written now, with the remedy; empty if it can."""
    retry_at: datetime = NEVER
    """Nothing is tried before then."""

    def evolve(self, **facts: Any) -> "ChannelCanvas":
        """Return a copy with changed fields."""
        return replace(self, **facts)


class ChannelCanvases(Protocol):
    """The stored canvases."""

    def get(self, channel: str) -> ChannelCanvas:
        """Return the canvas of a channel; an empty one if nothing is stored."""
        ...

    def save(self, canvas: ChannelCanvas) -> None:
        """Store it."""
        ...


class CanvasPages(Protocol):
    """The canvases in Slack. Every call raises `Refused` or `Misconfigured` with the reason and the remedy."""

    def render(self, listed: PublicList) -> RenderedCanvas:
        """Return the canvas for a list."""
        ...

    def find(self, channel: str) -> str | None:
        """Return the id of the canvas that the bot made in a channel; None if there is none."""
        ...

    def create(self, channel: str, rendered: RenderedCanvas) -> str:
        """Create the canvas as a tab of a channel, and return its id."""
        ...

    def write(self, canvas_id: str, rendered: RenderedCanvas) -> None:
        """Replace all that the canvas says. Raises `CanvasGone` if it was deleted."""
        ...

    def is_shared(self, channel: str) -> bool:
        """Return whether another organization reads the channel."""
        ...


@dataclass(frozen=True)
class CanvasPorts:
    """All ports of the canvas."""

    clock: Clock
    canvases: ChannelCanvases
    pages: CanvasPages
    list_public: Callable[[], PublicList]
