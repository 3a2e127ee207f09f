"""Answers from pages and facts: what connects the knowledge, the database and Fivetran."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from rapidfuzz import fuzz

from workflows.answers import Answer
from workflows.asking import Given
from workflows.catalogue import Service
from workflows.connection import Connection
from workflows.facts import Asker, Breakage, Environment, Facts
from workflows.failures import Refused
from workflows.live.routing import Pages, answer
from workflows.live.scene import Glance, Member, Table
from workflows.milestones import DEV_PROJECT
from workflows.ports import Clock
from workflows.request import ConnectorRequest

PROD_PROJECT = "moz-fx-data-bq-fivetran"
REMEMBERED = timedelta(days=7)
"""How far back breakages are looked for."""


class Records(Protocol):
    """What the database knows."""

    def connections(self) -> Sequence[Connection]:
        """Every connection as it was when last read."""
        ...

    def requests(self, asker: str | None) -> Sequence[ConnectorRequest]:
        """Requests that are not over, and all of `asker`."""
        ...

    def looked_at(self) -> Mapping[str, datetime]:
        """Group id → when its connections were last read."""
        ...

    def breakages(self, since: datetime) -> Sequence[Breakage]:
        """What broke or recovered since then."""
        ...


class Written(Pages, Protocol):
    """The knowledge pages."""

    def page(self, name: str) -> Answer | None:
        """What one page says."""
        ...


@dataclass(frozen=True)
class Answerer:
    """Fulfils `workflows.asking.Answerer`."""

    pages: Written
    records: Records
    services: Mapping[str, Service]
    glance: Glance
    clock: Clock
    environments: Sequence[Environment]

    def answer(self, text: str, asker: Asker) -> Given:
        """See `workflows.asking.Answerer.answer`."""
        facts, glance = cache(lambda: self._facts(asker.id)), Remembering(self.glance)
        mine = answer(text, asker, facts, glance, self.pages, fuzz.ratio)
        everybody = answer(text, replace(asker, in_public=True), facts, glance, self.pages, fuzz.ratio)
        alike = (mine.text, mine.alternatives) == (everybody.text, everybody.alternatives)
        return Given(mine, is_public=alike)

    def page(self, name: str) -> Given:
        """See `workflows.asking.Answerer.page`."""
        found = self.pages.page(name)
        if found is None:
            raise Refused("That page is gone. Please ask your question again.")
        return Given(found, is_public=True)

    def _facts(self, asker: str | None) -> Facts:
        now = self.clock.now()
        return Facts(
            now=now,
            connections=tuple(self.records.connections()),
            requests=tuple(self.records.requests(asker)),
            services=self.services,
            environments={one.group_id: one for one in self.environments},
            looked_at=self.records.looked_at(),
            breakages=tuple(self.records.breakages(now - REMEMBERED)),
        )


@dataclass
class Remembering:
    """A glance that is taken once, however often one answer needs it."""

    glance: Glance
    look: Callable[[str], Connection | None] = field(init=False)
    tables: Callable[[str], Sequence[Table] | None] = field(init=False)
    members: Callable[[str], Sequence[Member]] = field(init=False)

    def __post_init__(self) -> None:
        self.look, self.tables = cache(self.glance.look), cache(self.glance.tables)
        self.members = cache(self.glance.members)


def environments(dev_group: str, prod_group: str) -> list[Environment]:
    """The Fivetran groups that we know, and the projects they write to."""
    known = [Environment(dev_group, "Fivetran_Dev", DEV_PROJECT, False)]
    return [*known, Environment(prod_group, "Fivetran_Prod", PROD_PROJECT, True)] if prod_group else known
