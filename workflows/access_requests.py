"""Somebody asks for access: a ticket is opened, and they are told; what fails is put off and tried again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from workflows.errors import Failure, Misconfigured, Refused, Unavailable
from workflows.permissions import must_be_colleague
from workflows.ports import Clock, People
from workflows.requests.model import Ticket

DELAYS = (5, 30, 120, 600)
"""Seconds until the next attempt; the last one from then on."""
REFUSED = timedelta(hours=1)


@dataclass(frozen=True)
class AccessAsk:
    """Who needs access to what, and why."""

    id: str
    by: str
    """Slack user id."""
    who: str
    what: str
    why: str
    asked_at: datetime
    name: str = ""
    """Of who asked, once it is known."""
    ticket: Ticket | None = None
    attempts: int = 0
    next_try_at: datetime | None = None
    is_told: bool = False
    is_warned: bool = False
    """They have heard that it takes longer, as somebody has to mend something first."""


class AccessBook(Protocol):
    """What was asked for."""

    def keep(self, ask: AccessAsk) -> None:
        """Write it down, once for each id."""
        ...

    def get(self, ask_id: str) -> AccessAsk:
        """One of them; `Refused` when it is not known."""
        ...

    def note(self, ask_id: str, **facts: object) -> AccessAsk:
        """Write down what came of it."""
        ...

    def lagging(self, now: datetime) -> Sequence[str]:
        """Ids of those that are not done and due."""
        ...


class AccessTickets(Protocol):
    """The ticket system."""

    def open_access(self, ask: AccessAsk) -> Ticket:
        """The ticket for this, opened if there is none."""
        ...


class AccessReplies(Protocol):
    """Private messages."""

    def tell_ticket(self, ask: AccessAsk) -> None:
        """Tell who asked that their ticket is open, once."""
        ...

    def tell_refusal(self, ask: AccessAsk, words: str) -> None:
        """Tell who asked why there is no ticket, once."""
        ...

    def tell_delay(self, ask: AccessAsk) -> None:
        """Tell who asked that the ticket takes longer and that we go on trying, once."""
        ...


class AccessAgenda(Protocol):
    """What has to happen next."""

    def open_access(self, ask_id: str) -> None:
        """Open the ticket."""
        ...

    def put_off(self, ask_id: str, reason: str, until: datetime) -> None:
        """It could not be done: whoever runs the bot reads in the log why, and when it is tried again."""
        ...


@dataclass(frozen=True)
class AccessDesk:
    """All ports that this needs."""

    clock: Clock
    people: People
    asks: AccessBook
    tickets: AccessTickets
    replies: AccessReplies
    agenda: AccessAgenda


def open_access(ask_id: str, desk: AccessDesk) -> None:
    """Open the ticket and tell; whatever cannot be done now is tried again by the sweep."""
    ask = desk.asks.get(ask_id)
    if ask.is_told:
        return
    try:
        _open(ask, desk)
        desk.asks.note(ask_id, is_told=True)
    except Failure as failure:
        _put_off(ask, failure, desk)


def _put_off(ask: AccessAsk, failure: Failure, desk: AccessDesk) -> None:
    again = desk.clock.now() + _delay(failure, ask.attempts)
    ask = desk.asks.note(ask.id, attempts=ask.attempts + 1, next_try_at=again)
    desk.agenda.put_off(ask.id, failure.words, again)
    if isinstance(failure, (Refused, Misconfigured)) and not (ask.ticket or ask.is_warned):
        _warn(ask, desk)


def _warn(ask: AccessAsk, desk: AccessDesk) -> None:
    """Whoever waits for an operator hears so, once; where that cannot be said, the next failure says it."""
    try:
        desk.replies.tell_delay(ask)
    except Failure:
        return
    desk.asks.note(ask.id, is_warned=True)


def _open(ask: AccessAsk, desk: AccessDesk) -> None:
    person = desk.people.who(ask.by)
    try:
        must_be_colleague(person, desk.people.home())
    except Refused as refusal:
        desk.replies.tell_refusal(ask, refusal.words)
        return
    ask = desk.asks.note(ask.id, name=person.name)
    if ask.ticket is None:
        ask = desk.asks.note(ask.id, ticket=desk.tickets.open_access(ask))
    desk.replies.tell_ticket(ask)


def sweep_access(desk: AccessDesk) -> None:
    """Start again whatever is not done."""
    for ask_id in desk.asks.lagging(desk.clock.now()):
        desk.agenda.open_access(ask_id)


def _delay(failure: Failure, attempts: int) -> timedelta:
    if not isinstance(failure, Unavailable):
        return REFUSED
    asked_for = timedelta(seconds=failure.retry_after or 0)
    return max(asked_for, timedelta(seconds=DELAYS[min(attempts, len(DELAYS) - 1)]))
