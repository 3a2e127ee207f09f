"""Digests on their way: who wants one and how often, and posting each exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from workflows.digests.content import Digest
from workflows.digests.schedule import HOW, Rhythm, last_due, next_due, rhythm_of
from workflows.errors import Misconfigured, Refused
from workflows.permissions import must_be_colleague
from workflows.ports import Clock, People
from workflows.requests.decisions import Press

OFF = "off"
PATIENCE = timedelta(days=1)
"""For so long a digest that cannot be posted is tried again; then the next one is waited for."""


@dataclass(frozen=True)
class Wish:
    """What an audience (the id of a channel, or of a person) wants."""

    audience: str
    rhythm: Rhythm
    due_at: datetime
    """In UTC."""


class Wishes(Protocol):
    """Who wants a digest."""

    def due(self, now: datetime) -> Sequence[Wish]:
        """Those whose moment has come; the channel of the setting is among them unless it chose otherwise."""
        ...

    def of(self, audience: str, now: datetime) -> Wish | None:
        """What an audience wants; None when it wants no digest."""
        ...

    def choose(self, audience: str, rhythm: Rhythm | None, due_at: datetime | None) -> None:
        """From now on it wants this, or none."""
        ...

    def told(self, wish: Wish, next_at: datetime) -> None:
        """This one was posted; the next is due at `next_at`. Nothing changes if the wish did meanwhile."""
        ...


class Survey(Protocol):
    """Everything that there is to tell."""

    def survey(self, rhythm: Rhythm, since: datetime) -> Digest:
        """The digest of what was from then until now."""
        ...


class Board(Protocol):
    """Where digests are put up."""

    def post(self, key: str, audience: str, digest: Digest, rhythm: Rhythm) -> None:
        """Post it, once for each `key`; `Refused` or `Misconfigured` when that cannot be done there."""
        ...

    def must_suit(self, audience: str) -> None:
        """`Refused` unless digests can be posted there, and only colleagues would read them."""
        ...


class DigestAgenda(Protocol):
    """What has to happen soon and durably."""

    def publish(self, wish: Wish) -> None:
        """Post this digest. Putting the same one on it twice makes it happen once."""
        ...


@dataclass(frozen=True)
class DigestDesk:
    """All ports that digests need."""

    clock: Clock
    people: People
    wishes: Wishes
    survey: Survey
    board: Board
    agenda: DigestAgenda


@dataclass(frozen=True)
class Bounds:
    """The channel whose digest only some may change: what is posted there, everybody reads."""

    channel: str
    superusers: frozenset[str] = frozenset()


def publish_due(desk: DigestDesk) -> None:
    """Put every digest on the agenda whose moment has come."""
    for wish in desk.wishes.due(desk.clock.now()):
        desk.agenda.publish(wish)


def publish(audience: str, due_at: datetime, desk: DigestDesk) -> None:
    """Post the digest that was due at `due_at`, unless that was done or nobody wants it any more."""
    now = desk.clock.now()
    wish = desk.wishes.of(audience, now)
    if wish is None or wish.due_at != due_at:
        return
    try:
        desk.board.must_suit(audience)
        # From when the one before was due: a period of fixed length would leave gaps where this one is late,
        # and where clocks are put back.
        digest = desk.survey.survey(wish.rhythm, last_due(wish.rhythm, due_at))
        desk.board.post(f"digest:{audience}:{int(due_at.timestamp())}", audience, digest, wish.rhythm)
    except (Refused, Misconfigured):
        if now - due_at < PATIENCE:
            raise
    desk.wishes.told(wish, next_due(wish.rhythm, now))


def publish_now(click: str, audience: str, desk: DigestDesk) -> None:
    """Somebody wants to see one now; when the next is due stays as it is."""
    now = desk.clock.now()
    wish = desk.wishes.of(audience, now)
    rhythm = wish.rhythm if wish else rhythm_of("weekly mon 09:00 UTC")
    digest = desk.survey.survey(rhythm, now - rhythm.period)
    desk.board.post(f"digest:{click}", audience, digest, rhythm)


def choose(typed: str, press: Press, bounds: Bounds, desk: DigestDesk) -> str:
    """Somebody sets the digest of the place they are in, or asks how it is set; words for them.

    Whoever can type in a channel may set its digest, but the common channel is the approvers' to change.
    """
    audience, now = audience_of(press), desk.clock.now()
    _must_be_allowed(press, bounds, desk, changes=bool(typed))
    if not typed:
        wish = desk.wishes.of(audience, now)
        return f"A digest comes here {wish.rhythm.words}." if wish else f"No digest comes here. {HOW}"
    if typed.casefold() == OFF:
        desk.wishes.choose(audience, None, None)
        return "No digest comes here any more."
    rhythm = rhythm_of(typed)
    desk.board.must_suit(audience)
    due = next_due(rhythm, now)
    desk.wishes.choose(audience, rhythm, due)
    return f"A digest comes here {rhythm.words}, for the first time on {due:%Y-%m-%d %H:%M} UTC."


def may_see_now(press: Press, bounds: Bounds, desk: DigestDesk) -> str:
    """The audience that a digest may be posted to at once; `Refused` when not by them, or not there."""
    _must_be_allowed(press, bounds, desk, changes=True)
    desk.board.must_suit(audience_of(press))
    return audience_of(press)


def audience_of(press: Press) -> str:
    """Who reads what is posted there: a private conversation is its person's own."""
    return press.by if press.channel.startswith("D") else press.channel


def _must_be_allowed(press: Press, bounds: Bounds, desk: DigestDesk, *, changes: bool) -> None:
    must_be_colleague(desk.people.who(press.by), desk.people.home())
    common = press.channel == bounds.channel and changes
    if common and press.by not in bounds.superusers | desk.people.approvers():
        raise Refused("The digest of this channel is for the approvers to change. You may set one elsewhere.")
