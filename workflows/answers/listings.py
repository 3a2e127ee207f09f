"""Answers that list connections: broken, paused, in development, expiring; and the viewer's requests."""

from collections.abc import Sequence
from datetime import date, timedelta

from workflows.answers.connection_facts import join_lines
from workflows.answers.connection_state import describe_progress, label_connection, request_url
from workflows.answers.context import AnswerContext, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health
from workflows.formatting import format_age, format_count, format_time
from workflows.incidents.conditions import OUTAGE
from workflows.reporting.snapshot import Listing
from workflows.requests.labels import STATUS_LABELS
from workflows.requests.model import ConnectorRequest

MAX_LISTED_ITEMS = 15
"""Lines of a list in Slack."""
RECOVERY_LOOK_BACK = timedelta(hours=24)
EXPIRY_HORIZON = timedelta(days=30)


def list_broken(context: AnswerContext) -> Answer:
    """List what is broken now, and count what broke within a day and recovered."""
    broken = [connection for connection in context.snapshot.connections if connection.health is Health.BROKEN]
    lines = [
        f"- {label_connection(connection, context)}: {escape_markdown(connection.problem, 160)}"
        f"{_since(connection, context)}"
        for connection in broken[:MAX_LISTED_ITEMS]
    ]
    recovered = _recovered(context, {connection.id for connection in broken})
    count = _total(Listing.BROKEN, broken, context)
    head = f"**{_count(count, 'connection')} broken now.**" if count else "**Nothing is broken now.**"
    text = _format_list(head, lines, count)
    if recovered:
        text += f"\n{format_count(len(recovered), 'connection')} broke in the last 24 hours and recovered: "
        text += ", ".join(f"`{name}`" for name in recovered[:MAX_LISTED_ITEMS]) + "."
    return live_answer(text, context.snapshot.dashboard_url, context)


def _since(connection: Connection, context: AnswerContext) -> str:
    """Return since when it is broken: by Fivetran, else by our incident."""
    found = [
        incident.opened_at
        for incident in context.snapshot.incidents
        if incident.connection_id == connection.id and incident.family == OUTAGE and not incident.is_over
    ]
    moments = [connection.failed_at] if connection.failed_at else found
    return f" (since {format_time(max(moments))})" if moments else ""


def _recovered(context: AnswerContext, broken_now: set[str]) -> list[str]:
    earliest = context.snapshot.now - RECOVERY_LOOK_BACK
    names = {
        incident.connection_id: incident.name
        for incident in context.snapshot.incidents
        if incident.family == OUTAGE and incident.is_over and incident.since >= earliest
    }
    return [name for ident, name in names.items() if ident not in broken_now]


def list_paused(context: AnswerContext) -> Answer:
    """List paused connections, without those that wait for credentials."""
    found = [
        connection
        for connection in context.snapshot.connections
        if connection.paused and connection.setup_state != "incomplete"
    ]
    lines = [
        f"- {label_connection(connection, context)}"
        + (
            f", last synced {format_age(connection.succeeded_at, context.snapshot.now)}"
            if connection.succeeded_at
            else ""
        )
        for connection in found[:MAX_LISTED_ITEMS]
    ]
    count = _total(Listing.PAUSED, found, context)
    head = f"**{_count(count, 'connection')} paused.**" if count else "No connection is paused."
    return live_answer(_format_list(head, lines, count), context.snapshot.dashboard_url, context)


def list_in_development(context: AnswerContext) -> Answer:
    """List the development environment, and the requests on the way to it."""
    snapshot = context.snapshot
    found = [connection for connection in snapshot.connections if not snapshot.environment(connection).is_production]
    lines = [
        f"- `{connection.name}` ({escape_markdown(snapshot.service(connection.service).name)})"
        f"{_owner_note(connection, context)}"
        for connection in found[:MAX_LISTED_ITEMS]
    ]
    count = _total(Listing.IN_DEVELOPMENT, found, context)
    head = f"**{_count(count, 'connection')} in development.**" if count else "No connection is in development."
    pending = [request for request in snapshot.requests if not request.is_closed and request.connection_id is None]
    text = _format_list(head, lines, count)
    if pending:
        names = ", ".join(
            f"`{request.dataset}` ({STATUS_LABELS[request.status]})" for request in pending[:MAX_LISTED_ITEMS]
        )
        text += f"\nOn the way: {names}."
    return live_answer(text, context.snapshot.dashboard_url, context)


def _owner_note(connection: Connection, context: AnswerContext) -> str:
    request = context.snapshot.requests_by_connection.get(connection.id)
    if not request:
        return ""
    until = request.answers.delete_after.strftime("%B %-d, %Y")
    return f", for {escape_markdown(request.name_of(request.requester))}, until {until}"


def list_expiring(context: AnswerContext) -> Answer:
    """List development connections whose deletion date has passed or is within a month."""
    today = context.snapshot.now.date()
    found = sorted(
        (
            request
            for request in context.snapshot.requests
            if request.connection_id
            and not request.is_closed
            and request.answers.delete_after <= today + EXPIRY_HORIZON
        ),
        key=lambda request: request.answers.delete_after,
    )
    lines = [
        f"- `{request.dataset}`: {_day(request.answers.delete_after, today)}, "
        f"for {escape_markdown(request.name_of(request.requester))}"
        for request in found[:MAX_LISTED_ITEMS]
    ]
    count = _total(Listing.EXPIRING, found, context)
    head = f"**{_count(count, 'connection')} due for deletion within {EXPIRY_HORIZON.days} days.**"
    nothing = f"No development connection is due for deletion within {EXPIRY_HORIZON.days} days."
    return live_answer(_format_list(head, lines, count) if count else nothing, context.snapshot.dashboard_url, context)


def _day(day: date, today: date) -> str:
    words = day.strftime("%B %-d, %Y")
    return f"was due on {words}" if day < today else f"on {words}"


def list_my_requests(context: AnswerContext, ticket: str = "") -> Answer:
    """Describe the viewer's requests, or the request with this ticket."""
    found = [request for request in context.snapshot.requests if _is_requested(request, context, ticket)]
    found.sort(key=lambda request: (request.is_closed, -request.submitted_at.timestamp()))
    if not found:
        none = (
            f"I couldn't find a request with the ticket {ticket.upper()}, or you don't have access to it."
            if ticket
            else NO_REQUESTS
        )
        return live_answer(none, "", context, as_of=context.snapshot.now, is_for_mentions_only=True)
    text = join_lines([f"- {describe_progress(connection, context)}{_link(connection)}" for connection in found[:5]])
    return live_answer(text, request_url(found[0]), context, as_of=context.snapshot.now, is_for_mentions_only=True)


NO_REQUESTS = "You have no requests. Create one with `/connector`."


def _is_requested(request: ConnectorRequest, context: AnswerContext, ticket: str) -> bool:
    if ticket:
        return request.ticket is not None and request.ticket.key.casefold() == ticket
    return context.viewer.id is not None and request.requester == context.viewer.id


def _link(request: ConnectorRequest) -> str:
    return f" [{request.ticket.key}]({request.ticket.url})" if request.ticket else ""


def _total(listing: Listing, found: Sequence[object], context: AnswerContext) -> int:
    """Return how many items the list has for the viewer; `found` can be only the first."""
    return context.snapshot.counts.get((listing, context.viewer), len(found))


def _count(number: int, name: str) -> str:
    return f"{format_count(number, name)} {'is' if number == 1 else 'are'}"


def _format_list(head: str, lines: list[str], count: int) -> str:
    """Return a list of `count` lines, of which the first are written."""
    rest = count - MAX_LISTED_ITEMS
    return "\n".join([head, *lines, *([f"… and {rest} more"] if rest > 0 else [])])
