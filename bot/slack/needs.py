"""What the listeners need behind them, in their own words. The composition root fulfils it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.access import AccessAsk
from workflows.asking import Question
from workflows.catalogue import Service
from workflows.decide import Press
from workflows.life import Event
from workflows.naming import Meant
from workflows.relief import Act
from workflows.request import ConnectorRequest
from workflows.standing import Standing
from workflows.status import Status
from workflows.twins import Found


class Catalogue(Protocol):
    """The services that may be asked for."""

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Services that fit what was typed, best first; internal ones only if asked for."""
        ...

    def meant(self, query: str, *, internal: bool) -> Service | None:
        """The service that somebody means who typed this; None when that would be a guess."""
        ...

    def is_called(self, query: str) -> bool:
        """Whether a service is called exactly so."""
        ...

    def used(self) -> Mapping[str, int]:
        """Service id → how many connections it has here."""
        ...

    def offered(self, service_id: str, *, internal: bool) -> Service:
        """A service that this person may ask for; `Refused` otherwise, also when the id is forged."""
        ...

    def chosen(self, service_id: str, *, internal: bool, at_hand: bool = False) -> Service:
        """The same, with everything that its form asks.

        Reading Fivetran's page may take a second; who cannot wait takes what is `at_hand`.
        """
        ...


class Drafts(Protocol):
    """Forms that were not sent yet; nothing in them looks like a secret."""

    def keep(self, form: str, user: str, values: Mapping[str, str | None]) -> None:
        """Add what was filled in."""
        ...

    def get(self, form: str) -> Mapping[str, str | None]:
        """What was filled in so far."""
        ...

    def of(self, user: str) -> tuple[str, Mapping[str, str | None]] | None:
        """A person's draft: the id of its form, and what it holds."""
        ...

    def drop(self, user: str) -> None:
        """It is not wanted any more."""
        ...


class Overview(Protocol):
    """What exists, for people to look at."""

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """What somebody asked for, newest first."""
        ...


class Actions(Protocol):
    """What a click sets going, durably and once."""

    def decide(self, click: str, request_id: str, event: Event, press: Press, reason: str | None) -> None:
        """Somebody pressed a button that decides."""
        ...

    def want_card(self, click: str, request_id: str, press: Press) -> None:
        """The owner wants a fresh Connect Card."""
        ...

    def ask_owner(self, click: str, connection_id: str, press: Press) -> None:
        """Somebody asks the owner of a connection for access."""
        ...

    def link(self, click: str, request: str, connection_id: str, press: Press) -> None:
        """An approver says which connection was built for a request."""
        ...

    def settle(self, request: ConnectorRequest) -> None:
        """Make everything outside agree with the request."""
        ...


class Intake(Protocol):
    """Where new requests are kept."""

    def of_submission(self, submission: str) -> ConnectorRequest | None:
        """The request that came of this form, if it was delivered before."""
        ...

    def add(self, request: ConnectorRequest, submission: str) -> ConnectorRequest:
        """Keep a new request."""
        ...

    def taken_names(self) -> frozenset[str]:
        """Names in the destination that are taken."""
        ...


class Questions(Protocol):
    """What a question sets going, durably and once, and the list of those that went wrong."""

    def ask(self, question: Question) -> None:
        """Somebody asks."""
        ...

    def choose(self, click: str, question_id: str, number: int, press: Press) -> None:
        """Somebody chooses what they meant."""
        ...

    def rate(self, click: str, question_id: str, helped: bool, press: Press) -> None:
        """Somebody says whether it helped."""
        ...

    def ask_people(self, click: str, question_id: str, press: Press) -> None:
        """Somebody wants a person to answer."""
        ...

    def asked(self, question_id: str) -> Question:
        """A question and its answer; `Refused` when it is not known (any more)."""
        ...

    def want_access(self, ask: AccessAsk) -> None:
        """Somebody asks for access."""
        ...

    def to_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        ...


class Incidents(Protocol):
    """What a press under an incident sets going, durably and once."""

    def relieve(self, click: str, incident_id: str, act: Act, press: Press) -> None:
        """Somebody does something about it."""
        ...


class Subscribers(Protocol):
    """Who hears what. Each raises `Refused` for whoever may not; words are for the person, not escaped."""

    def subscribe(self, typed: str, press: Press) -> str:
        """Somebody wants to hear of something."""
        ...

    def unsubscribe(self, typed: str, press: Press) -> str:
        """… or no more."""
        ...

    def quieten(self, typed: str, press: Press) -> str:
        """Somebody sets quiet hours."""
        ...

    def limit(self, typed: str, press: Press) -> str:
        """Somebody says how many posts a week a channel takes."""
        ...

    def standings(self, press: Press) -> list[Standing]:
        """What is told where this was typed, and to this person."""
        ...

    def drop(self, audience: str, key: str, press: Press) -> object:
        """End a subscription; again, and nothing happens."""
        ...

    def unmute(self, audience: str, connection_id: str, press: Press) -> object:
        """Let a channel hear of a connection again."""
        ...

    def mute(self, click: str, connection_id: str, press: Press) -> None:
        """Let a channel hear nothing of a connection for a week, durably and once."""
        ...


class Looking(Protocol):
    """Connections as whoever looks may see them."""

    def find(self, words: str, press: Press) -> Meant | Status:
        """What is called so, and all of it if it is one connection.

        `Refused` when nothing is that this person may know of.
        """
        ...

    def show(self, connection_id: str, press: Press) -> Status:
        """One connection; `Refused` when there is none that this person may know of."""
        ...

    def there_is(self, press: Press, service_id: str | None = None) -> Found:
        """Connections of a service (or of all) and open requests; `Refused` for who is no colleague."""
        ...

    def twins(self, user: str, service_id: str | None = None) -> Found:
        """The same, for a form that somebody has open."""
        ...

    def request(self, which: str, press: Press) -> ConnectorRequest:
        """One request; `Refused` when there is none that this person may know of."""
        ...

    def environments(self) -> Mapping[str, str]:
        """Fivetran group id → what people call it."""
        ...


class Digests(Protocol):
    """How often a digest comes."""

    def choose(self, typed: str, press: Press) -> str:
        """Somebody sets how often it comes where they are, or asks; words for them."""
        ...

    def now(self, click: str, press: Press) -> None:
        """Somebody wants one now."""
        ...


class Acquaintances(Protocol):
    """What is remembered of people: for who may not wait for Slack."""

    def must_not_be_strange(self, user_id: str, team_id: str) -> None:
        """`Refused` for who is known to be no colleague; Slack is not asked."""
        ...
