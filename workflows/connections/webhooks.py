"""Fivetran's web hooks: kept registered, heard as hints, and missed when they stop.

A web hook only shortens the wait for a look. What it says is never believed, and everything works without.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from workflows.errors import Failure
from workflows.ports import Clock

EVENTS = (
    "sync_end",
    "connection_successful",
    "connection_failure",
    "create_connector",
    "pause_connector",
    "resume_connector",
    "edit_connector",
    "delete_connector",
    "resync_connector",
)
"""What may change the state of a connection. The start of a sync changes nothing that anybody waits for."""
AGAIN = timedelta(minutes=10)
"""How often a web hook is looked after: Fivetran switches one off that failed for a day, and tells nobody."""
SOON = timedelta(minutes=2)
"""… while it cannot be registered: often our address only just began to answer."""
MISSED_FOR = timedelta(hours=1)
"""Fivetran repeats a delivery after 5, 15, 30 and 50 minutes; what has not come by then is not late."""
ABSENCE = timedelta(minutes=5)
"""Whoever has not polled for so long was not there: what found a closed door meanwhile comes again."""
HEARD_ANEW = timedelta(minutes=1)
"""How exactly we know when we last heard something."""
CLOCK_SKEW = timedelta(minutes=2)
"""How far Fivetran's clock may be ahead of ours: what we heard of did not end after we heard of it."""


@dataclass(frozen=True)
class Hook:
    """A web hook as Fivetran has it. One of the whole account has no group."""

    id: str
    url: str
    group_id: str | None
    active: bool
    events: frozenset[str]

    @property
    def is_in_order(self) -> bool:
        """Whether it brings everything that we want to hear."""
        return self.active and self.events >= set(EVENTS)


def ours(hooks: Iterable[Hook], url: str, group_id: str) -> Hook | None:
    """The web hook that brings us the news of a group; one in order before one that has to be mended."""
    fitting = [hook for hook in hooks if hook.url == url and hook.group_id in (None, group_id)]
    return max(fitting, key=lambda hook: hook.is_in_order, default=None)


@dataclass(frozen=True)
class Ensured:
    """The web hook of a group, now certainly there and switched on."""

    hook_id: str
    was_disabled: bool = False
    """Whether Fivetran had switched it off."""


@dataclass(frozen=True)
class Standing:
    """How it stands with the web hook of a group, as far as we know."""

    group_id: str
    hook_id: str = ""
    """Empty until there is one."""
    since: datetime | None = None
    """When it was registered, or switched on again."""
    tried_at: datetime | None = None
    """When we last looked after it."""
    trouble: str = ""
    """Why it cannot be registered, in words for an operator."""
    heard_at: datetime | None = None
    missed_since: datetime | None = None
    """When the first sync ended that polling saw and no web hook told of."""
    polled_at: datetime | None = None
    """When polling last found that something was missed …"""
    waiting_since: datetime | None = None
    """… and since when it has found that without an absence."""
    is_silent: bool = False
    """Whether web hooks have stopped: syncs end, and nothing is heard of it."""

    def is_due(self, now: datetime) -> bool:
        """Whether somebody should look after it."""
        wait = SOON if self.trouble else AGAIN
        return self.tried_at is None or now - self.tried_at >= wait

    def ensured(self, found: Ensured, now: datetime) -> "Standing":
        """It is there. What was missed stays missed until something is heard again."""
        is_new = found.was_disabled or found.hook_id != self.hook_id
        since = now if is_new else self.since
        return replace(self, hook_id=found.hook_id, since=since, tried_at=now, trouble="")

    def failed(self, words: str, now: datetime) -> "Standing":
        """It could not be looked after."""
        return replace(self, tried_at=now, trouble=words)

    def heard(self, now: datetime) -> "Standing":
        """Something genuine came through it. A burst of it is one fact."""
        if self.missed_since is None and self.heard_at and now - self.heard_at < HEARD_ANEW:
            return self
        return replace(
            self, heard_at=now, missed_since=None, polled_at=None, waiting_since=None, is_silent=False
        )

    def polled(self, sync_ended: datetime | None, now: datetime) -> "Standing":
        """The last sync that polling saw succeed ended then; is it one that we should have heard of?"""
        last = max(filter(None, (self.since, self.heard_at)), default=None)
        missed = self.missed_since
        if missed is None and sync_ended and last and sync_ended > last + CLOCK_SKEW:
            missed = sync_ended
        return self if missed is None else self._missing(missed, now)

    def _missing(self, missed: datetime, now: datetime) -> "Standing":
        """Only an hour in which somebody was there to hear is a silence."""
        was_away = self.polled_at is None or now - self.polled_at > ABSENCE
        since = now if was_away or self.waiting_since is None else self.waiting_since
        is_silent = self.is_silent or now - since >= MISSED_FOR
        return replace(self, missed_since=missed, polled_at=now, waiting_since=since, is_silent=is_silent)

    @property
    def words(self) -> str:
        """What is wrong with it; empty when nothing is."""
        if self.trouble:
            return f"It cannot be registered. {self.trouble}"
        if self.is_silent and self.missed_since:
            return (
                f"Nothing came through it since {self.missed_since:%Y-%m-%d %H:%M} UTC, though syncs ended."
            )
        return ""


class Hooks(Protocol):
    """The web hooks of the Fivetran account."""

    def ensure(self, group_id: str, *, renew: bool) -> Ensured | None:
        """The web hook of a group: found, made, or switched on again; never two of them.

        With `renew` it also gets our secret once more, which may have changed. None when nobody told us our
        own address: then somebody makes web hooks by hand, or nobody does. Raises `Refused` when Fivetran
        cannot reach us.
        """
        ...


class HookBook(Protocol):
    """What we remember of them."""

    def standings(self) -> Sequence[Standing]:
        """One for each group that is watched, now with what polling saw."""
        ...

    def ensured(self, group_id: str, found: Ensured) -> None:
        """The web hook is there."""
        ...

    def failed(self, group_id: str, words: str) -> None:
        """It could not be looked after."""
        ...


@dataclass(frozen=True)
class HookDesk:
    """All that `keep_hooks` needs."""

    clock: Clock
    hooks: Hooks
    book: HookBook


def keep_hooks(desk: HookDesk) -> None:
    """Look after the web hooks that are due."""
    now = desk.clock.now()
    for standing in desk.book.standings():
        if standing.is_due(now):
            _look_after(standing, desk)


def _look_after(standing: Standing, desk: HookDesk) -> None:
    group = standing.group_id
    try:
        if found := desk.hooks.ensure(group, renew=standing.is_silent):
            desk.book.ensured(group, found)
    except Failure as failure:
        desk.book.failed(group, failure.words)
