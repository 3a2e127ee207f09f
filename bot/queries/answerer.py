"""Answers from pages and facts: what connects the knowledge, the database and Fivetran."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, partial
from typing import Protocol

from rapidfuzz import fuzz

from bot.queries.memoize import Metered, Remembering
from workflows.answers.context import Glance
from workflows.answers.intents import tickets
from workflows.answers.model import Answer
from workflows.answers.ports import Given
from workflows.answers.router import Pages, answer
from workflows.answers.usage import NOT_METERED, Usages
from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Rules
from workflows.ports import Clock
from workflows.reporting.snapshot import Asker, Environment, Facts
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT

PROD_PROJECT = "moz-fx-data-bq-fivetran"
REMEMBERED = timedelta(days=7)
"""How far back incidents are looked for."""


class Records(Protocol):
    """What the database knows."""

    def connections(self, service: str | None = None) -> Sequence[Connection]:
        """Every connection (of a service) as it was when last read."""
        ...

    def requests(self, asker: str | None, tickets: Sequence[str] = ()) -> Sequence[ConnectorRequest]:
        """Requests that are not over, or had a connection, all of `asker`, and those with these tickets."""
        ...

    def looked_at(self) -> Mapping[str, datetime]:
        """Group id → when its connections were last read."""
        ...

    def incidents(self, since: datetime) -> Sequence[Incident]:
        """What is open, and what ended since then."""
        ...


class Written(Pages, Protocol):
    """The knowledge pages."""

    def page(self, name: str) -> Answer | None:
        """What one page says."""
        ...


@dataclass(frozen=True)
class Links:
    """Where people open Fivetran; empty for no links."""

    dashboard: str = Facts.dashboard
    connection: str = Facts.connection_page


@dataclass(frozen=True)
class Answerer:
    """Fulfils `workflows.answers.ports.Answerer`."""

    pages: Written
    records: Records
    services: Mapping[str, Service]
    glance: Glance
    clock: Clock
    environments: Sequence[Environment]
    usages: Usages = NOT_METERED
    links: Links = Links()
    rules: Rules = field(default_factory=Rules)
    tickets_in: str = Facts.tickets_in
    """Key of the Jira project."""
    offered: Callable[[], Mapping[str, Service]] = dict
    """What Fivetran offers at this moment beyond `services`."""

    def answer(self, text: str, asker: Asker) -> Given:
        facts, glance = cache(lambda: self.facts(asker.id, tickets(text))), Remembering(self.glance)
        ask = partial(answer, text, facts=facts, glance=glance, pages=self.pages, similar=fuzz.ratio)
        ask = partial(ask, usages=Metered(self.usages))
        mine, everybody = ask(asker=asker), ask(asker=replace(asker, in_public=True))
        alike = (mine.text, mine.alternatives) == (everybody.text, everybody.alternatives)
        return Given(mine, is_public=alike)

    def page(self, name: str) -> Given:
        found = self.pages.page(name)
        if found is None:
            raise Refused("That page is gone. Please ask your question again.")
        return Given(found, is_public=True)

    def facts(self, asker: str | None, named: Sequence[str] = (), *, service: str | None = None) -> Facts:
        """Everything that the database knows, whoever may hear of it; `named` are keys of tickets.

        Of requests that are over, only `asker`'s own and those with such a ticket. With `service`, only what
        bears on its connections, without incidents: a form cannot wait until thousands were read.
        """
        now = self.clock.now()
        return Facts(
            now=now,
            connections=tuple(self.records.connections(service)),
            requests=tuple(self.records.requests(asker, named)),
            services=self.services,
            environments={one.group_id: one for one in self.environments},
            looked_at=self.records.looked_at(),
            incidents=() if service is not None else tuple(self.records.incidents(now - REMEMBERED)),
            dashboard=self.links.dashboard,
            connection_page=self.links.connection,
            rules=self.rules,
            tickets_in=self.tickets_in,
            offered=self.offered(),
        )


def environments(dev_group: str, prod_group: str) -> list[Environment]:
    """The Fivetran groups that we know, and the projects they write to."""
    known = [Environment(dev_group, "Fivetran_Dev", DEV_PROJECT, False)]
    return [*known, Environment(prod_group, "Fivetran_Prod", PROD_PROJECT, True)] if prod_group else known
