"""What listeners need behind them. The composition root fills it in; the listeners only translate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.slack.client import Slack
from bot.slack.views.home import AtHome
from bot.slack.views.text import Block
from workflows.access import AccessAsk
from workflows.asking import Question
from workflows.catalogue import Service
from workflows.decide import Press
from workflows.life import Event
from workflows.ports import Desk
from workflows.request import ConnectorRequest
from workflows.twins import Twin


class Catalogue(Protocol):
    """The services that may be asked for."""

    def search(self, query: str, *, internal: bool) -> Sequence[Service]:
        """Services that fit what was typed, best first; internal ones only if asked for."""
        ...

    def used(self) -> Mapping[str, int]:
        """Service id → how many connections it has here."""
        ...

    def offered(self, service_id: str, *, internal: bool) -> Service:
        """A service that this person may ask for; `Refused` otherwise, also when the id is forged."""
        ...

    def chosen(self, service_id: str, *, internal: bool) -> Service:
        """The same, with everything that its form asks; reading Fivetran's page may take a second."""
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

    def twins(self, service_id: str | None = None) -> Sequence[Twin]:
        """Connections of a service (or of all) and open requests for it."""
        ...

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """What somebody asked for, newest first."""
        ...

    def undecided(self) -> Sequence[ConnectorRequest]:
        """What waits for an approver."""
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
    drafts: Drafts
    overview: Overview
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

    def at_home(self, user_id: str) -> AtHome:
        """What somebody finds on their Home tab."""
        decides = user_id in self.desk.people.approvers()
        waiting = [one for one in self.overview.undecided() if decides and one.requester != user_id]
        return AtHome(self.overview.requests_of(user_id), waiting, self.drafts.of(user_id) is not None)

    def open_form(self, trigger_id: str, view: Block) -> Block:
        """Open a form; the right to do so lasts three seconds."""
        opened: Block = self.slack.call("views_open", trigger_id=trigger_id, view=view)["view"]
        return opened

    def show_home(self, user_id: str, view: Block) -> None:
        """Let the Home tab of this person look like this."""
        self.slack.call("views_publish", user_id=user_id, view=view)

    def update_form(self, opened: Block, view: Block) -> None:
        """Change an open form; a form that was changed meanwhile is left as it is."""
        self.slack.call("views_update", view_id=opened["id"], hash=opened["hash"], view=view)
