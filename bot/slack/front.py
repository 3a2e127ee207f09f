"""What listeners need behind them. The composition root fills it in; the listeners only translate."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.slack.client import Slack
from bot.slack.views.text import Block
from workflows.access import AccessAsk
from workflows.asking import Question
from workflows.catalogue import Service
from workflows.decide import Press
from workflows.life import Event
from workflows.ports import Desk
from workflows.request import ConnectorRequest


class Catalogue(Protocol):
    """The services that may be asked for."""

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Services that fit what was typed, best first; internal ones only if asked for."""
        ...

    def offered(self, service_id: str, *, internal: bool) -> Service:
        """A service that this person may ask for; `Refused` otherwise, also when the id is forged."""
        ...


class Actions(Protocol):
    """What a click sets going, durably and once."""

    def decide(self, click: str, request_id: str, event: Event, press: Press, reason: str | None) -> None:
        """Somebody pressed a button that decides."""
        ...

    def want_card(self, click: str, request_id: str, press: Press) -> None:
        """The owner wants a fresh Connect Card."""
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

    def want_access(self, ask: AccessAsk) -> None:
        """Somebody asks for access."""
        ...

    def to_review(self, limit: int | None = None) -> Sequence[Question]:
        """Unanswered and badly rated questions, the newest first."""
        ...


@dataclass(frozen=True)
class Front:
    """Everything that listeners use."""

    slack: Slack
    desk: Desk
    catalogue: Catalogue
    intake: Intake
    actions: Actions
    questions: Questions
    channel: str
    superusers: frozenset[str]
    new_id: Callable[[], str]
    offers_answers: bool = False
    """Whether questions in the channel are answered that nobody asked the bot."""

    def is_superuser(self, user_id: str) -> bool:
        """Whether this person may ask for internal services."""
        return user_id in self.superusers

    def open_form(self, trigger_id: str, view: Block) -> Block:
        """Open a form; the right to do so lasts three seconds."""
        opened: Block = self.slack.call("views_open", trigger_id=trigger_id, view=view)["view"]
        return opened

    def update_form(self, opened: Block, view: Block) -> None:
        """Change an open form; a form that was changed meanwhile is left as it is."""
        self.slack.call("views_update", view_id=opened["id"], hash=opened["hash"], view=view)
