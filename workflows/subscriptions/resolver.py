"""Which subscription somebody means."""

from dataclasses import dataclass
from datetime import datetime

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.incidents.model import Severity
from workflows.ports import Person
from workflows.reporting.name_lookup import Match, Scorer, resolve_name, suggest_names
from workflows.reporting.snapshot import PUBLIC, Snapshot
from workflows.subscriptions.model import Subscription, SubscriptionKind, is_person
from workflows.subscriptions.parser import SUBSCRIBE_EXAMPLES, ParsedSubscription

MAX_OFFERED_MATCHES = 4
"""Meanings that are offered when there are several."""


@dataclass(frozen=True)
class ResolveContext:
    """Who wants to hear, and what they may know of."""

    person: Person
    recipient: str
    snapshot: Snapshot
    similarity: Scorer
    now: datetime


def resolve_subscription(parsed: ParsedSubscription, context: ResolveContext) -> Subscription:
    """The subscription; `Refused` asks back when the words fit several things, or none that may be told."""
    kind, target, name = _resolve_target(parsed, context)
    least = parsed.min_severity or Severity.NOTICE
    return Subscription(kind, target, name, least, context.person.id, context.now)


def _resolve_target(wish: ParsedSubscription, asked: ResolveContext) -> tuple[SubscriptionKind, str, str]:
    if wish.kind is SubscriptionKind.EVERYTHING:
        return SubscriptionKind.EVERYTHING, "", ""
    if wish.kind is SubscriptionKind.MINE:
        return SubscriptionKind.MINE, asked.person.id, asked.person.name
    found = _find_match(wish.target_text, asked)
    if wish.kind is SubscriptionKind.SERVICE or (wish.kind is None and found.is_service_only):
        service = _only_service(found, wish.target_text)
        _require_public_service(service, asked)
        return SubscriptionKind.SERVICE, service.id, service.name
    connection = _only_connection(found, wish.target_text, asked.snapshot)
    _require_public(connection, asked)
    return SubscriptionKind.CONNECTION, connection.id, connection.name


def _find_match(words: str, asked: ResolveContext) -> Match:
    exact = [one for one in asked.snapshot.connections if one.id == words.casefold()]
    meant = (
        Match(exact[0].name, tuple(exact)) if exact else resolve_name(words, asked.snapshot, asked.similarity)
    )
    if meant is None:
        near = suggest_names(words, asked.snapshot, asked.similarity)
        hint = f"Did you mean {' or '.join(near)}?" if near else SUBSCRIBE_EXAMPLES
        raise Refused(f"I know of nothing called “{words}”. {hint}")
    return meant


def _only_service(meant: Match, words: str) -> Service:
    if len(meant.services) == 1:
        return meant.services[0]
    if not meant.services:
        raise Refused(f"I know of no service called “{words}”.")
    choices = " or ".join(f"“service {service.id}”" for service in meant.services[:MAX_OFFERED_MATCHES])
    raise Refused(f"“{words}” fits several services. Which one: {choices}?")


def _only_connection(meant: Match, words: str, facts: Snapshot) -> Connection:
    if len(meant.connections) == 1:
        return meant.connections[0]
    if not meant.connections:
        raise Refused(f"I know of no connection of {meant.name} that I could tell you about.")
    choices = [f"“{_unambiguous_name(one, facts)}”" for one in meant.connections[:MAX_OFFERED_MATCHES]]
    more = len(meant.connections) - MAX_OFFERED_MATCHES
    choices += [f"{more} more (“/connector list” shows them)"] if more > 0 else []
    choices += [f"“service {one.id}” for all of {one.name}" for one in meant.services[:1]]
    raise Refused(f"“{words}” fits several things. Which one: {', '.join(choices[:-1])} or {choices[-1]}?")


def _unambiguous_name(connection: Connection, facts: Snapshot) -> str:
    """A name that fits only this one."""
    alike = [one for one in facts.connections if one.name == connection.name]
    if len(alike) == 1:
        return connection.name
    where = [one for one in alike if one.group_id == connection.group_id]
    return f"{connection.name} in {facts.environment(connection).label}" if len(where) == 1 else connection.id


def _require_public(connection: Connection, asked: ResolveContext) -> None:
    everybody = {one.id for one in asked.snapshot.visible_to(PUBLIC).connections}
    if not is_person(asked.recipient) and connection.id not in everybody:
        raise Refused(f"Not everybody may know of {connection.name}, so no channel hears of it. Add “to me”.")


def _require_public_service(service: Service, asked: ResolveContext) -> None:
    if not is_person(asked.recipient) and asked.snapshot.service(service.id).is_sensitive:
        raise Refused(f"{service.name} is sensitive, so no channel hears of it. Add “to me”.")
