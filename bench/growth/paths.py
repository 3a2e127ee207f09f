"""What people and timers do, each as one call that reads the database."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from sqlalchemy import update
from sqlmodel import col

from bench.account.connections import NOW, PER_SERVICE, WORDS
from bench.growth.parts import Parts
from bot.bootstrap.digests import build_stored_digest
from bot.store.access_questions import APPROVERS, SENSITIVE_APPROVERS, AccessQuestionStore
from bot.store.database import execute
from bot.store.digest_rows import DigestRows
from bot.store.form_facts import FormFactsStore
from bot.store.incident_queries import IncidentQueries
from bot.store.incidents import IncidentStore
from bot.store.sync_runs import SyncRunStore
from bot.store.tables import PollRoundRow
from bot.store.waits import WaitRows
from workflows.digests.schedule import parse_recurrence
from workflows.errors import Refused
from workflows.notifications.ports import Subject
from workflows.permissions import Actor
from workflows.requests.confidentiality import Viewer
from workflows.requests.state_machine import Event, Status
from workflows.subscriptions.commands import subscribe
from workflows.subscriptions.overview import subscription_overviews

ACTOR = Actor("U000001", "T0DESK", "C000001")
VIEWER = Viewer(ACTOR.user_id)
WEEKLY = parse_recurrence("weekly mon 09:00 UTC")
TYPED = ("s", "sa", "sales", "salse", "events", "orders cloud 3", "zzzz")
PRESSED = "r1"
"""A request that waits for an approver."""
Call = Callable[[], object]


@dataclass
class Paths:
    """The calls, over one database."""

    parts: Parts
    size: int
    _polls: int = 0

    @property
    def name(self) -> str:
        """The name of a connection in the middle of the account."""
        number = self.size // 2
        return f"{WORDS[0]}_{number - number % len(WORDS)}"

    @property
    def service(self) -> str:
        """The service of such a connection."""
        return f"service_{self.size // 2 // PER_SERVICE}"

    @cached_property
    def clicks(self) -> Mapping[str, Call]:
        """Name → what to call for one click or one command."""
        parts = self.parts
        return {
            "form": self._form,
            "type-ahead": lambda: [parts.catalog.search(typed, internal=False) for typed in TYPED],
            "status by name": lambda: parts.status.find(self.name, ACTOR),
            "status of an unknown name": self._unknown,
            "list": lambda: parts.status.list_all(ACTOR),
            "Home": self._home,
            "press": self._press,
            "subscriptions": lambda: subscription_overviews(ACTOR, parts.ports, parts.config),
            "subscribe": lambda: subscribe(self.name, ACTOR, parts.ports, parts.config),
        }

    @cached_property
    def questions(self) -> Mapping[str, Call]:
        """Name → what to call for one question."""
        asked = {
            "question about a name": f"is {self.name} fresh?",
            "question about a service": f"do we have {self.service}?",
            "what is broken?": "what is broken?",
            "what is paused?": "which connectors are paused?",
            "what is in development?": "what is in development?",
            "what expires soon?": "which connectors expire soon?",
            "my requests": "where is my request?",
        }
        return {name: lambda text=text: self.parts.answerer.answer(text, VIEWER) for name, text in asked.items()}  # type: ignore[misc]  # bound now

    @cached_property
    def timers(self) -> Mapping[str, Call]:
        """Name → what a timer calls."""
        return {
            "recipients": lambda: self.parts.recipients.recipients_for(self._incident),
            "used here": self.parts.overview.connections_per_service,
            "digest": self._digest,
        }

    def poll(self) -> None:
        """Let a round pass that changed nothing."""
        self._polls += 1
        polled_at = NOW.timestamp() + self._polls
        changed = update(PollRoundRow).where(col(PollRoundRow.group_id) == "dev").values(polled_at=polled_at)
        execute(self.parts.engine, changed)

    def undo_press(self) -> None:
        """Let the request wait again."""
        self.parts.requests.update(self.parts.requests.get(PRESSED), status=Status.AWAITING_APPROVAL)

    def _form(self) -> object:
        status, names = self.parts.status, [self.service, f"{self.service}_2"]
        facts = FormFactsStore(status.existing_connections).read(ACTOR.user_id, self.service, names)
        return status.existing_for_form(status.form_viewer(ACTOR.user_id), facts.found), facts.is_taken

    def _home(self) -> object:
        overview, user = self.parts.overview, ACTOR.user_id
        own = overview.requests_of(user)
        asked = AccessQuestionStore(self.parts.engine).waiting_around(user, [APPROVERS, SENSITIVE_APPROVERS])
        waiting, draft = overview.undecided(), self.parts.drafts.for_user(user)
        owned = self.parts.status.existing_connections.owned_by(user)
        return own, overview.connections_of(own), owned, asked, waiting, draft

    def _press(self) -> object:
        request = self.parts.requests.get(PRESSED)
        return self.parts.requests.transition(request, Event.APPROVED, revision=request.revision)

    def _unknown(self) -> None:
        with suppress(Refused):
            self.parts.status.find(f"salesss_{self.size}x", ACTOR)

    @cached_property
    def _incident(self) -> Subject:
        return IncidentStore(self.parts.engine, self.parts.outside).get("past-0")

    def _digest(self) -> object:
        engine, since = self.parts.engine, NOW - timedelta(days=7)
        stores = DigestRows(engine), SyncRunStore(engine), IncidentQueries(engine), WaitRows(engine)
        return build_stored_digest(self.parts.answerer, *stores, WEEKLY, since)
