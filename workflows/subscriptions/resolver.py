"""Resolve a parsed subscription to a connection or a service."""

from dataclasses import dataclass
from datetime import datetime

from workflows.catalog.service import Service
from workflows.connections.model import Connection
from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.incidents.model import Severity
from workflows.ports import Person
from workflows.reporting.name_lookup import Match, Scorer, resolve_name, suggest_names
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
from workflows.subscriptions.model import Subscription, SubscriptionKind, is_person
from workflows.subscriptions.parser import SUBSCRIBE_EXAMPLES, ParsedSubscription

MAX_OFFERED_MATCHES = 4
"""Matches that are offered when a name is ambiguous."""


@dataclass(frozen=True)
class ResolveContext:
    """Who subscribes, for which recipient, and what they have access to."""

    person: Person
    recipient: str
    snapshot: Snapshot
    similarity: Scorer
    now: datetime


def resolve_subscription(parsed: ParsedSubscription, context: ResolveContext) -> Subscription:
    """Return the subscription. Raises `Refused` if the name is ambiguous, unknown, or restricted."""
    kind, target, name = _resolve_target(parsed, context)
    severity = parsed.min_severity or Severity.NOTICE
    return Subscription(kind, target, name, severity, context.person.id, context.now)


def _resolve_target(parsed: ParsedSubscription, context: ResolveContext) -> tuple[SubscriptionKind, str, str]:
    if parsed.kind is SubscriptionKind.EVERYTHING:
        return SubscriptionKind.EVERYTHING, "", ""
    if parsed.kind is SubscriptionKind.MINE:
        return SubscriptionKind.MINE, context.person.id, context.person.name
    found = _find_match(parsed.target_text, context)
    if parsed.kind is SubscriptionKind.SERVICE or (parsed.kind is None and found.is_service_only):
        service = _only_service(found, parsed.target_text)
        _require_public_service(service, context)
        return SubscriptionKind.SERVICE, service.id, service.name
    connection = _only_connection(found, parsed.target_text, context.snapshot)
    _require_public(connection, context)
    return SubscriptionKind.CONNECTION, connection.id, connection.name


def _find_match(text: str, context: ResolveContext) -> Match:
    exact = [one for one in context.snapshot.connections if one.id == text.casefold()]
    match = Match(exact[0].name, tuple(exact)) if exact else resolve_name(text, context.snapshot, context.similarity)
    if match is None:
        near = suggest_names(text, context.snapshot, context.similarity)
        hint = f"Did you mean {format_list(near, 'or')}?" if near else SUBSCRIBE_EXAMPLES
        raise Refused(f"I couldn't find “{text}”. {hint}")
    return match


def _only_service(match: Match, text: str) -> Service:
    if len(match.services) == 1:
        return match.services[0]
    if not match.services:
        raise Refused(f"I couldn't find a service called “{text}”. {SUBSCRIBE_EXAMPLES}")
    choices = format_list([f"“service {service.id}”" for service in match.services[:MAX_OFFERED_MATCHES]], "or")
    raise Refused(f"“{text}” matches several services. Which one: {choices}?")


def _only_connection(match: Match, text: str, snapshot: Snapshot) -> Connection:
    if len(match.connections) == 1:
        return match.connections[0]
    if not match.connections:
        raise Refused(f"I couldn't find a connection of {match.name}, or you don't have access to it.")
    choices = [f"“{_unambiguous_name(one, snapshot)}”" for one in match.connections[:MAX_OFFERED_MATCHES]]
    more = len(match.connections) - MAX_OFFERED_MATCHES
    choices += [f"{more} more (“/connector list” shows them)"] if more > 0 else []
    choices += [f"“service {one.id}” for all of {one.name}" for one in match.services[:1]]
    raise Refused(f"“{text}” matches several targets. Which one: {format_list(choices, 'or')}?")


def _unambiguous_name(connection: Connection, snapshot: Snapshot) -> str:
    """Return a name that matches only this connection."""
    same_name = [one for one in snapshot.connections if one.name == connection.name]
    if len(same_name) == 1:
        return connection.name
    same_group = [one for one in same_name if one.group_id == connection.group_id]
    if len(same_group) > 1:
        return connection.id
    return f"{connection.name} in {snapshot.environment(connection).label}"


def _require_public(connection: Connection, context: ResolveContext) -> None:
    public = {one.id for one in context.snapshot.visible_to(PUBLIC).connections}
    if not is_person(context.recipient) and connection.id not in public:
        raise _restricted(connection.name)


def _require_public_service(service: Service, context: ResolveContext) -> None:
    if not is_person(context.recipient) and context.snapshot.service(service.id).is_sensitive:
        raise _restricted(service.name)


def _restricted(name: str) -> Refused:
    return Refused(f"{name} is restricted, so it can't be announced in channels. Add “to me” to get it by DM.")
