"""Questions about many connections: what broke, what is paused, in development, about to go; my requests."""

from collections.abc import Sequence
from datetime import date, timedelta

from workflows.answers.connection_state import describe_progress, label_connection, request_url
from workflows.answers.context import AnswerContext, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health
from workflows.formatting import format_age, format_count, format_time
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES

MAX_LISTED_ITEMS = 15
"""Lines that somebody reads in a chat."""
RECOVERY_LOOK_BACK = timedelta(hours=24)
EXPIRY_HORIZON = timedelta(days=30)


def list_broken(context: AnswerContext) -> Answer:
    """What is broken now, and what broke within a day but works again."""
    now = context.snapshot.now
    bad = [one for one in context.snapshot.connections if one.health is Health.BROKEN]
    lines = [
        f"- {label_connection(one, context)}: {escape_markdown(one.problem, 160)}{_since(one, context)}"
        for one in bad
    ]
    recovered = _recovered(context, {one.id for one in bad})
    head = f"**{_count(bad, 'connection')} broken now.**" if bad else "**Nothing is broken now.**"
    text = _format_list(head, lines)
    if recovered:
        text += f"\n{format_count(len(recovered), 'connection')} broke in the last 24 hours and recovered: "
        text += ", ".join(f"`{name}`" for name in recovered[:MAX_LISTED_ITEMS]) + "."
    return live_answer(
        text,
        context.snapshot.dashboard_url,
        context,
        as_of=context.snapshot.as_of if context.snapshot.polled_at else now,
    )


def _since(connection: Connection, scene: AnswerContext) -> str:
    """When it broke: its own word, else when we found out."""
    found = [
        one.opened_at
        for one in scene.snapshot.incidents
        if one.connection_id == connection.id and one.family == "outage" and not one.is_over
    ]
    moments = [connection.failed_at] if connection.failed_at else found
    return f" (since {format_time(max(moments))})" if moments else ""


def _recovered(scene: AnswerContext, broken_now: set[str]) -> list[str]:
    earliest = scene.snapshot.now - RECOVERY_LOOK_BACK
    names = {
        one.connection_id: one.name
        for one in scene.snapshot.incidents
        if one.family == "outage" and one.is_over and one.since >= earliest
    }
    return [name for ident, name in names.items() if ident not in broken_now]


def list_paused(context: AnswerContext) -> Answer:
    """Connections that do not sync because somebody paused them; those that wait for credentials are not."""
    found = [one for one in context.snapshot.connections if one.paused and one.setup_state != "incomplete"]
    lines = [
        f"- {label_connection(one, context)}"
        + (f", last synced {format_age(one.succeeded_at, context.snapshot.now)}" if one.succeeded_at else "")
        for one in found
    ]
    head = f"**{_count(found, 'connection')} paused.**" if found else "No connection is paused."
    return live_answer(_format_list(head, lines), context.snapshot.dashboard_url, context)


def list_in_development(context: AnswerContext) -> Answer:
    """What is in the development environment, and what is on its way there."""
    facts = context.snapshot
    found = [one for one in facts.connections if not facts.environment(one).is_production]
    lines = [
        f"- `{one.name}` ({escape_markdown(facts.service(one.service).name)}){_owner_note(one, context)}"
        for one in found
    ]
    head = f"**{_count(found, 'connection')} in development.**" if found else "Nothing is in development."
    waiting = [one for one in facts.requests if not one.is_closed and one.connection_id is None]
    text = _format_list(head, lines)
    if waiting:
        names = ", ".join(f"`{one.dataset}` ({one.status})" for one in waiting[:MAX_LISTED_ITEMS])
        text += f"\nOn the way: {names}."
    return live_answer(text, context.snapshot.dashboard_url, context)


def _owner_note(connection: Connection, scene: AnswerContext) -> str:
    request = scene.snapshot.requests_by_connection.get(connection.id)
    if not request:
        return ""
    until = request.answers.delete_after.strftime("%-d %B %Y")
    return f", for {escape_markdown(request.name_of(request.requester))}, until {until}"


def list_expiring(context: AnswerContext) -> Answer:
    """Development data whose day has come, or comes within a month."""
    today = context.snapshot.now.date()
    found = sorted(
        (
            one
            for one in context.snapshot.requests
            if one.connection_id and not one.is_closed and one.answers.delete_after <= today + EXPIRY_HORIZON
        ),
        key=lambda one: one.answers.delete_after,
    )
    lines = [
        f"- `{one.dataset}`: {_day(one.answers.delete_after, today)}, for {escape_markdown(one.name_of(one.requester))}"
        for one in found
    ]
    head = f"**{_count(found, 'connection')} to be deleted within {EXPIRY_HORIZON.days} days.**"
    nothing = f"No development connection is to be deleted within {EXPIRY_HORIZON.days} days."
    return live_answer(
        _format_list(head, lines) if found else nothing, context.snapshot.dashboard_url, context
    )


def _day(day: date, today: date) -> str:
    words = day.strftime("%-d %B %Y")
    return f"was due on {words}" if day < today else f"on {words}"


def list_my_requests(context: AnswerContext, ticket: str = "") -> Answer:
    """Where the asker's requests stand and whom they wait for; or the one with this ticket."""
    found = [one for one in context.snapshot.requests if _is_requested(one, context, ticket)]
    found.sort(key=lambda one: (one.status in CLOSED_STATUSES, -one.submitted_at.timestamp()))
    if not found:
        none = f"I know of no request with the ticket {ticket.upper()}." if ticket else NO_REQUESTS
        return live_answer(none, "", context, as_of=context.snapshot.now, is_for_mentions_only=True)
    lines = [f"- {describe_progress(one, context)}{_link(one)}" for one in found[:5]]
    text = "\n".join(lines) if len(lines) > 1 else lines[0].removeprefix("- ")
    return live_answer(
        text, request_url(found[0]), context, as_of=context.snapshot.now, is_for_mentions_only=True
    )


NO_REQUESTS = "You have no request that I know of. Type `/connector` to make one."


def _is_requested(request: ConnectorRequest, scene: AnswerContext, ticket: str) -> bool:
    if ticket:
        return request.ticket is not None and request.ticket.key.casefold() == ticket
    return scene.viewer.id is not None and request.requester == scene.viewer.id


def _link(request: ConnectorRequest) -> str:
    return f" [{request.ticket.key}]({request.ticket.url})" if request.ticket else ""


def _count(things: Sequence[object], name: str) -> str:
    return f"{format_count(len(things), name)} {'is' if len(things) == 1 else 'are'}"


def _format_list(head: str, lines: list[str]) -> str:
    rest = len(lines) - MAX_LISTED_ITEMS
    return "\n".join([head, *lines[:MAX_LISTED_ITEMS], *([f"… and {rest} more"] if rest > 0 else [])])
