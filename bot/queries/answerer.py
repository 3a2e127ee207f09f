"""Answers from knowledge pages, the database, and Fivetran."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Protocol

from rapidfuzz import fuzz

from bot.queries.listed_rows import NOTHING_LISTED, ListedRowQueries, ListedRows
from bot.queries.memoize import MemoizedLookup, MemoizedUsageLog
from bot.queries.name_indexes import NameIndexes
from bot.queries.narrowed_snapshots import NarrowedSnapshots, RowSource
from workflows.answers.context import CLARIFYING_QUESTIONS, FivetranLookup
from workflows.answers.intent_patterns import Intent
from workflows.answers.intents import DetectedIntent, find_ticket_keys
from workflows.answers.model import Answer
from workflows.answers.ports import FoundAnswer
from workflows.answers.router import route_question
from workflows.answers.usage import UsageLog
from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import Service
from workflows.errors import Refused
from workflows.monitoring.thresholds import Thresholds
from workflows.ports import Clock
from workflows.reporting.name_lookup import NAME_SIMILARITY
from workflows.reporting.name_table import NamedRow
from workflows.reporting.snapshot import Environment, Snapshot
from workflows.requests.confidentiality import Viewer
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT

PRODUCTION_PROJECT = "moz-fx-data-bq-fivetran"
NO_NAME = "no name at all"


class KnowledgePages(Protocol):
    """The knowledge pages."""

    def answer(self, question: str) -> Answer:
        """Return the page that answers, alternatives to choose from, or an answer without a page."""
        ...

    def page(self, name: str) -> Answer | None:
        """Return the content of a page; None when it doesn't exist."""
        ...


@dataclass(frozen=True)
class FivetranLinks:
    """Links to Fivetran; empty for no links."""

    dashboard_url: str = Snapshot.dashboard_url
    connection_page_url: str = Snapshot.connection_page_url


@dataclass(frozen=True)
class Answerer:
    """Answers questions, and builds the snapshot that answers and status read."""

    pages: KnowledgePages
    rows: RowSource
    services: Mapping[str, Service]
    lookup: FivetranLookup
    clock: Clock
    environments: Sequence[Environment]
    usage_log: UsageLog
    links: FivetranLinks = FivetranLinks()
    thresholds: Thresholds = field(default_factory=Thresholds)
    jira_project: str = Snapshot.jira_project
    """Key of the Jira project."""
    offered_services: Callable[[], OfferedServices] = OfferedServices
    """Other services that Fivetran offers now."""
    name_indexes: NameIndexes = field(default_factory=NameIndexes)

    def answer(self, text: str, viewer: Viewer) -> FoundAnswer:
        """Answer for the viewer and for the public; the answer is public when both are the same."""
        ask = partial(
            route_question,
            text,
            load_snapshot=cache(partial(self._snapshot_for, text, viewer)),
            lookup=MemoizedLookup(self.lookup),
            ask_pages=self.pages.answer,
            scorer=fuzz.ratio,
            usage_log=MemoizedUsageLog(self.usage_log),
        )
        own, public = ask(viewer=viewer), ask(viewer=replace(viewer, is_public=True))
        is_same = (own.text, own.alternatives) == (public.text, public.alternatives)
        return FoundAnswer(own, is_public=is_same)

    def answer_from_page(self, name: str) -> FoundAnswer:
        """Return the content of a page. Raises `Refused` when it doesn't exist."""
        page = self.pages.page(name)
        if page is None:
            raise Refused("That page no longer exists. Ask your question again.")
        return FoundAnswer(page, is_public=True)

    def snapshot_about(
        self,
        subjects: Sequence[str],
        requests: Sequence[ConnectorRequest] = (),
        *,
        suggests: bool = False,
        whole_services: bool = False,
        with_namesakes: bool = False,
    ) -> Snapshot:
        """Return a snapshot of `requests` and of what the subjects can refer to, without access checks."""
        narrowed = self._narrowed(requests)
        return narrowed.about(subjects, suggests=suggests, whole_services=whole_services, with_namesakes=with_namesakes)

    def snapshot_of(self, connection_ids: Collection[str], requests: Sequence[ConnectorRequest] = ()) -> Snapshot:
        """Return a snapshot of these connections and requests, without access checks."""
        bare = replace(self.bare_snapshot(), polled_at=self.rows.polled_at())
        rows = {NamedRow(one.id, one.name, one.service) for one in self.rows.connections(connection_ids)}
        return NarrowedSnapshots(self.rows, bare, requests).load(rows)

    def read_names(self) -> None:
        """Read and index the names that changed since the last poll, so that no question has to."""
        names = self._narrowed(()).names()
        for _found in names.candidates(NO_NAME, NAME_SIMILARITY):
            """Each way of matching has its index."""

    def _snapshot_for(self, text: str, viewer: Viewer, intents: Sequence[DetectedIntent]) -> Snapshot:
        """Return what the intents of a question are about, for the viewer and for the public."""
        asked, tickets = {intent.intent for intent in intents}, find_ticket_keys(text)
        needs_own = Intent.MY_REQUEST in asked or tickets
        own = self.rows.requests_of(viewer.id, tickets) if needs_own else ()
        viewers = {viewer, replace(viewer, is_public=True)}
        listed = ListedRowQueries(self.rows, viewers, self._sensitive_services, self.clock.now()).find(asked)
        return self._narrowed(own, listed).about(
            [intent.subject for intent in intents],
            suggests=bool(asked & CLARIFYING_QUESTIONS.keys()),
            whole_services=Intent.EXISTS in asked,
        )

    @cached_property
    def _sensitive_services(self) -> frozenset[str]:
        return frozenset(name for name, service in self.services.items() if service.is_sensitive)

    def _narrowed(self, requests: Sequence[ConnectorRequest], listed: ListedRows = NOTHING_LISTED) -> NarrowedSnapshots:
        bare = replace(self.bare_snapshot(), polled_at=self.rows.polled_at())
        return NarrowedSnapshots(self.rows, bare, requests, self.name_indexes, listed)

    def bare_snapshot(self, requests: Sequence[ConnectorRequest] = ()) -> Snapshot:
        """Return a snapshot of these requests only, for access checks. It reads nothing."""
        return Snapshot(
            now=self.clock.now(),
            connections=(),
            requests=tuple(requests),
            services=self.services,
            environments={environment.group_id: environment for environment in self.environments},
            polled_at={},
            dashboard_url=self.links.dashboard_url,
            connection_page_url=self.links.connection_page_url,
            thresholds=self.thresholds,
            jira_project=self.jira_project,
            offered_services=self.offered_services(),
        )


def build_environments(dev_group: str, prod_group: str) -> list[Environment]:
    """Return the configured Fivetran groups with the projects they write to."""
    environments = [Environment(dev_group, "Fivetran_Dev", DEV_PROJECT, False)]
    if prod_group:
        environments.append(Environment(prod_group, "Fivetran_Prod", PRODUCTION_PROJECT, True))
    return environments
