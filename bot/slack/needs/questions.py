"""What questions need, and looking at one connection."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflows.access_requests import AccessAsk
from workflows.answers.ports import Question
from workflows.reporting.connection_status import Status
from workflows.reporting.duplicates import Found
from workflows.reporting.name_lookup import Meant
from workflows.requests.decisions import Press
from workflows.requests.model import ConnectorRequest


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
