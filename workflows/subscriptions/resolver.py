"""Which subscription somebody means."""

from dataclasses import dataclass
from datetime import datetime

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Severity
from workflows.permissions import Person
from workflows.reporting.name_lookup import Meant, Similar, nearest, resolve
from workflows.reporting.snapshot import EVERYBODY, Facts
from workflows.subscriptions.model import Kind, Subscription, is_person
from workflows.subscriptions.parser import EXAMPLES, Wanted

LISTED = 4
"""Meanings that are offered when there are several."""


@dataclass(frozen=True)
class Asked:
    """Who wants to hear, and what they may know of."""

    person: Person
    audience: str
    facts: Facts
    similar: Similar
    now: datetime


def meant_by(wish: Wanted, asked: Asked) -> Subscription:
    """The subscription; `Refused` asks back when the words fit several things, or none that may be told."""
    kind, target, name = _meant(wish, asked)
    least = wish.least or Severity.NOTICE
    return Subscription(kind, target, name, least, asked.person.id, asked.now)


def _meant(wish: Wanted, asked: Asked) -> tuple[Kind, str, str]:
    if wish.kind is Kind.EVERYTHING:
        return Kind.EVERYTHING, "", ""
    if wish.kind is Kind.MINE:
        return Kind.MINE, asked.person.id, asked.person.name
    found = _found(wish.words, asked)
    if wish.kind is Kind.SERVICE or (wish.kind is None and found.is_only_a_service):
        service = _only_service(found, wish.words)
        _must_be_tellable_service(service, asked)
        return Kind.SERVICE, service.id, service.name
    connection = _only_connection(found, wish.words, asked.facts)
    _must_be_tellable(connection, asked)
    return Kind.CONNECTION, connection.id, connection.name


def _found(words: str, asked: Asked) -> Meant:
    exact = [one for one in asked.facts.connections if one.id == words.casefold()]
    meant = Meant(exact[0].name, tuple(exact)) if exact else resolve(words, asked.facts, asked.similar)
    if meant is None:
        near = nearest(words, asked.facts, asked.similar)
        hint = f"Did you mean {' or '.join(near)}?" if near else EXAMPLES
        raise Refused(f"I know of nothing called “{words}”. {hint}")
    return meant


def _only_service(meant: Meant, words: str) -> Service:
    if len(meant.services) == 1:
        return meant.services[0]
    if not meant.services:
        raise Refused(f"I know of no service called “{words}”.")
    choices = " or ".join(f"“service {service.id}”" for service in meant.services[:LISTED])
    raise Refused(f"“{words}” fits several services. Which one: {choices}?")


def _only_connection(meant: Meant, words: str, facts: Facts) -> Connection:
    if len(meant.connections) == 1:
        return meant.connections[0]
    if not meant.connections:
        raise Refused(f"I know of no connection of {meant.name} that I could tell you about.")
    choices = [f"“{_called(one, facts)}”" for one in meant.connections[:LISTED]]
    more = len(meant.connections) - LISTED
    choices += [f"{more} more (“/connector list” shows them)"] if more > 0 else []
    choices += [f"“service {one.id}” for all of {one.name}" for one in meant.services[:1]]
    raise Refused(f"“{words}” fits several things. Which one: {', '.join(choices[:-1])} or {choices[-1]}?")


def _called(connection: Connection, facts: Facts) -> str:
    """A name that fits only this one."""
    alike = [one for one in facts.connections if one.name == connection.name]
    if len(alike) == 1:
        return connection.name
    where = [one for one in alike if one.group_id == connection.group_id]
    return f"{connection.name} in {facts.environment(connection).word}" if len(where) == 1 else connection.id


def _must_be_tellable(connection: Connection, asked: Asked) -> None:
    everybody = {one.id for one in asked.facts.seen_by(EVERYBODY).connections}
    if not is_person(asked.audience) and connection.id not in everybody:
        raise Refused(f"Not everybody may know of {connection.name}, so no channel hears of it. Add “to me”.")


def _must_be_tellable_service(service: Service, asked: Asked) -> None:
    if not is_person(asked.audience) and asked.facts.service(service.id).sensitive:
        raise Refused(f"{service.name} is sensitive, so no channel hears of it. Add “to me”.")
