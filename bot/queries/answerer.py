"""Answers from pages and facts: what connects the knowledge, the database and Fivetran."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Protocol

from rapidfuzz import fuzz

from bot.queries.memoize import MemoizedLookup, MemoizedUsageLog
from workflows.answers.context import FivetranLookup
from workflows.answers.intents import find_ticket_keys
from workflows.answers.model import Answer
from workflows.answers.ports import FoundAnswer
from workflows.answers.router import KnowledgePages, route_question
from workflows.answers.usage import NO_USAGE_LOG, UsageLog
from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Thresholds
from workflows.ports import Clock
from workflows.reporting.snapshot import Environment, Snapshot, Viewer
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT

PRODUCTION_PROJECT = "moz-fx-data-bq-fivetran"
INCIDENT_LOOK_BACK = timedelta(days=7)
"""How far back incidents are looked for."""


class SnapshotSource(Protocol):
    """What the database knows."""

    def connections(self, service: str | None = None) -> Sequence[Connection]:
        """Every connection (of a service) as it was when last read."""
        ...

    def requests(self, viewer_id: str | None, tickets: Sequence[str] = ()) -> Sequence[ConnectorRequest]:
        """Requests that are not over, or had a connection, all of `asker`, and those with these tickets."""
        ...

    def polled_at(self) -> Mapping[str, datetime]:
        """Group id → when its connections were last read."""
        ...

    def incidents(self, since: datetime) -> Sequence[Incident]:
        """What is open, and what ended since then."""
        ...


class NamedPages(KnowledgePages, Protocol):
    """The knowledge pages."""

    def page(self, name: str) -> Answer | None:
        """What one page says."""
        ...


@dataclass(frozen=True)
class FivetranLinks:
    """Where people open Fivetran; empty for no links."""

    dashboard_url: str = Snapshot.dashboard_url
    connection_page_url: str = Snapshot.connection_page_url


@dataclass(frozen=True)
class Answerer:
    """Fulfils `workflows.answers.ports.Answerer`."""

    pages: NamedPages
    source: SnapshotSource
    services: Mapping[str, Service]
    lookup: FivetranLookup
    clock: Clock
    environments: Sequence[Environment]
    usage_log: UsageLog = NO_USAGE_LOG
    links: FivetranLinks = FivetranLinks()
    thresholds: Thresholds = field(default_factory=Thresholds)
    jira_project: str = Snapshot.jira_project
    """Key of the Jira project."""
    offered_services: Callable[[], Mapping[str, Service]] = dict
    """What Fivetran offers at this moment beyond `services`."""

    def answer(self, text: str, asker: Viewer) -> FoundAnswer:
        facts, glance = (
            cache(lambda: self.snapshot(asker.id, find_ticket_keys(text))),
            MemoizedLookup(self.lookup),
        )
        ask = partial(
            route_question, text, load_snapshot=facts, lookup=glance, pages=self.pages, scorer=fuzz.ratio
        )
        ask = partial(ask, usages=MemoizedUsageLog(self.usage_log))
        mine, everybody = ask(asker=asker), ask(asker=replace(asker, is_public=True))
        alike = (mine.text, mine.alternatives) == (everybody.text, everybody.alternatives)
        return FoundAnswer(mine, is_public=alike)

    def answer_from_page(self, name: str) -> FoundAnswer:
        found = self.pages.page(name)
        if found is None:
            raise Refused("That page is gone. Please ask your question again.")
        return FoundAnswer(found, is_public=True)

    def snapshot(
        self, viewer_id: str | None, ticket_keys: Sequence[str] = (), *, service: str | None = None
    ) -> Snapshot:
        """Everything that the database knows, whoever may hear of it; `named` are keys of tickets.

        Of requests that are over, only `asker`'s own and those with such a ticket. With `service`, only what
        bears on its connections, without incidents: a form cannot wait until thousands were read.
        """
        now = self.clock.now()
        return Snapshot(
            now=now,
            connections=tuple(self.source.connections(service)),
            requests=tuple(self.source.requests(viewer_id, ticket_keys)),
            services=self.services,
            environments={one.group_id: one for one in self.environments},
            polled_at=self.source.polled_at(),
            incidents=() if service is not None else tuple(self.source.incidents(now - INCIDENT_LOOK_BACK)),
            dashboard_url=self.links.dashboard_url,
            connection_page_url=self.links.connection_page_url,
            thresholds=self.thresholds,
            jira_project=self.jira_project,
            offered_services=self.offered_services(),
        )


def build_environments(dev_group: str, prod_group: str) -> list[Environment]:
    """The Fivetran groups that we know, and the projects they write to."""
    known = [Environment(dev_group, "Fivetran_Dev", DEV_PROJECT, False)]
    return (
        [*known, Environment(prod_group, "Fivetran_Prod", PRODUCTION_PROJECT, True)] if prod_group else known
    )
