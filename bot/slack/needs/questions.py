"""What questions need, and looking at one connection."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.access_requests import AccessRequest
from workflows.answers.ports import Question
from workflows.permissions import Actor
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.duplicates import Duplicates
from workflows.reporting.name_lookup import Match
from workflows.requests.model import ConnectorRequest


class StatusLookup(Protocol):
    """Connections as whoever looks may see them."""

    def find(self, words: str, press: Actor) -> Match | ConnectionStatus:
        """What is called so, and all of it if it is one connection.

        `Refused` when nothing is that this person may know of.
        """
        ...

    def show(self, connection_id: str, press: Actor) -> ConnectionStatus:
        """One connection; `Refused` when there is none that this person may know of."""
        ...

    def existing(self, press: Actor, service_id: str | None = None) -> Duplicates:
        """Connections of a service (or of all) and open requests; `Refused` for who is no colleague."""
        ...

    def existing_for_form(self, user: str, service_id: str | None = None) -> Duplicates:
        """The same, for a form that somebody has open."""
        ...

    def request(self, which: str, press: Actor) -> ConnectorRequest:
        """One request; `Refused` when there is none that this person may know of."""
        ...

    def environments(self) -> Mapping[str, str]:
        """Fivetran group id → what people call it."""
        ...


class Questions(Protocol):
    """What a question sets going, durably and once, and the list of those that went wrong."""

    def answer(self, question: Question) -> None:
        """Somebody asks."""
        ...

    def choose_alternative(self, click: str, question_id: str, number: int, press: Actor) -> None:
        """Somebody chooses what they meant."""
        ...

    def rate_answer(self, click: str, question_id: str, helped: bool, press: Actor) -> None:
        """Somebody says whether it helped."""
        ...

    def hand_over(self, click: str, question_id: str, press: Actor) -> None:
        """Somebody wants a person to answer."""
        ...

    def get_question(self, question_id: str) -> Question:
        """A question and its answer; `Refused` when it is not known (any more)."""
        ...

    def request_access(self, ask: AccessRequest) -> None:
        """Somebody asks for access."""
        ...

    def to_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        ...
