"""Looking at one connection: what connects the database, Fivetran and the rights of whoever looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz

from bot.bootstrap.core import Parts
from bot.fivetran.history import FivetranHistory
from bot.queries.answerer import Answerer
from bot.store.incident_queries import BreakdownStore
from bot.store.request_queries import Overview
from bot.store.requests import UNKNOWN
from bot.store.sync_runs import RunStore
from workflows.answers.ports import Rights
from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.monitoring.sync_history import LOOK_BACK, merged
from workflows.monitoring.sync_runs import Run
from workflows.permissions import must_be_colleague
from workflows.ports import Clock, People
from workflows.reporting.connection_status import Status, meant_by, status_of
from workflows.reporting.duplicates import Found, is_hidden, seen
from workflows.reporting.name_lookup import Meant
from workflows.reporting.snapshot import Asker, Facts, may_know
from workflows.requests.decisions import Press
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Requests


@dataclass(frozen=True)
class Looking:
    """Fulfils `bot.slack.context.Looking`: whoever looks is shown what they may know."""

    answerer: Answerer
    overview: Overview
    requests: Requests
    runs: RunStore
    breakdowns: BreakdownStore
    history: FivetranHistory
    people: People
    rights: Rights
    clock: Clock

    def find(self, words: str, press: Press) -> Meant | Status:
        """What is called so, and all of it if it is one: so thousands of connections are read but once.

        `Refused` when nothing is that this person may know of.
        """
        facts = self._facts(press)
        meant = meant_by(words, facts, fuzz.ratio)
        return self._status(meant.connections[0], facts) if len(meant.connections) == 1 else meant

    def show(self, connection_id: str, press: Press) -> Status:
        """One connection, by a fresh look where that is possible."""
        facts = self._facts(press)
        known = next((one for one in facts.connections if one.id == connection_id), None)
        if known is None:
            raise Refused("I know of no such connection that I can tell you about.")
        return self._status(known, facts)

    def there_is(self, press: Press, service_id: str | None = None) -> Found:
        """Connections of a service (or of all) and open requests; `Refused` for who is no colleague."""
        self._asker(press)
        return self.twins(press.by, service_id)

    def twins(self, user: str, service_id: str | None = None) -> Found:
        """The same, for a form that somebody has open."""
        asker = Asker(user, self.rights.sees_all(user))
        return seen(self.overview.twins(service_id), self.answerer.facts(user, service=service_id), asker)

    def request(self, which: str, press: Press) -> ConnectorRequest:
        """One request; for who may not know of it there is none."""
        asker, facts = self._asker(press), self.answerer.facts(press.by)
        found = self.requests.find(which)
        hidden = is_hidden(found.answers.service, found.requester, facts, asker)
        if hidden or not may_know(found, facts, asker):
            raise Refused(UNKNOWN)
        return found

    def environments(self) -> Mapping[str, str]:
        """Fivetran group id → what people call it."""
        return {one.group_id: one.word for one in self.answerer.environments}

    def _facts(self, press: Press) -> Facts:
        return self.answerer.facts(press.by).seen_by(self._asker(press))

    def _asker(self, press: Press) -> Asker:
        must_be_colleague(self.people.who(press.by), self.people.home())
        return Asker(press.by, self.rights.sees_all(press.by))

    def _status(self, known: Connection, facts: Facts) -> Status:
        fresh, as_of = self._look(known, facts)
        return status_of(fresh, facts, as_of, self._runs(known.id), self.breakdowns.open_of(known.id))

    def _look(self, known: Connection, facts: Facts) -> tuple[Connection, datetime]:
        try:
            fresh = self.answerer.glance.look(known.id)
        except Unavailable:
            return known, facts.looked_at.get(known.group_id, facts.now)
        if fresh is None:
            raise Refused(f"{known.name} is gone: Fivetran does not have it any more.")
        return fresh, facts.now

    def _runs(self, connection_id: str) -> Sequence[Run]:
        """Our record, its gaps filled from Fivetran's for whoever looks next, too."""
        now = self.clock.now()
        ours = self.runs.of(connection_id, now - LOOK_BACK)
        theirs = self.history.of(connection_id, now)
        if not theirs:
            return ours
        whole, known = merged(ours, theirs), set(ours)  # made once: thousands of runs, compared one by one
        self.runs.fill(connection_id, [run for run in whole if run not in known])
        return whole


def looking(parts: Parts, answerer: Answerer, rights: Rights) -> Looking:
    """Put it together."""
    return Looking(
        answerer=answerer,
        overview=parts.overview,
        requests=parts.requests,
        runs=RunStore(parts.database),
        breakdowns=BreakdownStore(parts.database),
        history=parts.connectors.history(),
        people=parts.directory,
        rights=rights,
        clock=parts.clock,
    )
