"""Answers about the state of a connection: whether it is fresh, when it last synced, why it fails."""

from workflows.answers.context import AnswerContext, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health, describe_schedule
from workflows.errors import Unavailable
from workflows.formatting import format_age, format_time
from workflows.monitoring.freshness import effective_interval, is_behind_schedule, lateness
from workflows.reporting.duplicates import WAITING_LABELS
from workflows.reporting.name_lookup import Match
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.requests.timeline import DEV_PROJECT


def answer_state(match: Match, context: AnswerContext) -> Answer:
    """Describe the state of the matched connection, read from Fivetran now where that is possible."""
    if not match.connections:
        return answer_pending(match.requests[0], context)
    known = match.connections[0]
    try:
        fresh, as_of = context.lookup.fetch(known.id), context.snapshot.now
    except Unavailable:
        fresh, as_of = known, context.snapshot.polled_at.get(known.group_id, context.snapshot.now)
    if fresh is None:
        text = f"`{known.name}` no longer exists in Fivetran."
        return live_answer(text, context.snapshot.connection_url(known), context)
    lines = [
        f"{label_connection(fresh, context)} {describe_health(fresh, context)}",
        *_details(fresh, context),
    ]
    return live_answer("\n".join(lines), context.snapshot.connection_url(fresh), context, as_of=as_of)


def label_connection(connection: Connection, context: AnswerContext) -> str:
    """Return the name, service, and environment, as the start of a sentence."""
    service, environment = (
        context.snapshot.service(connection.service),
        context.snapshot.environment(connection),
    )
    return f"`{connection.name}` ({escape_markdown(service.name)}, {environment.label})"


def describe_health(connection: Connection, context: AnswerContext) -> str:
    """Return the state as the rest of the sentence that `label_connection` begins."""
    if connection.setup_state == "incomplete":
        return "is waiting for its credentials and has never synced."
    if connection.health is Health.BROKEN:
        return f"is **broken**: {escape_markdown(connection.problem)}"
    if connection.paused:
        return "is **paused** and doesn't sync until it is resumed."
    if connection.succeeded_at is None:
        return "is running its historical sync, which can take hours to days."
    if is_behind_schedule(connection):
        return "is **delayed**: Fivetran is behind schedule and will catch up on its own."
    if is_late(connection, context):
        return "is **late**: its last sync is older than its schedule allows."
    return "is fresh, and still loading older history." if connection.is_historical_sync else "is fresh."


def is_late(connection: Connection, context: AnswerContext) -> bool:
    """Return whether the data is older than the schedule or a threshold allows.

    A connection that Airflow starts has no schedule of its own: only a threshold makes it late.
    """
    snapshot = context.snapshot
    interval = effective_interval(connection, None)
    return lateness(connection, interval, snapshot.thresholds, snapshot.now) is not None


def _details(connection: Connection, context: AnswerContext) -> list[str]:
    now, lines = context.snapshot.now, []
    if connection.succeeded_at:
        at = connection.succeeded_at
        lines.append(f"- Last successful sync: {format_time(at)} ({format_age(at, now)})")
    if connection.failed_at and connection.health is Health.BROKEN:
        lines.append(f"- Last failure: {format_time(connection.failed_at)} ({format_age(connection.failed_at, now)})")
    if connection.setup_state == "broken":
        lines.append("- To fix it, reconnect it in Fivetran.")
    if connection.setup_state != "incomplete":
        lines.append(f"- Schedule: {describe_schedule(connection)}")
    if connection.sync_state == "syncing" and not connection.is_historical_sync:
        lines.append("- A sync is running now.")
    return lines


def answer_pending(request: ConnectorRequest, context: AnswerContext) -> Answer:
    """Describe a request that has no connection yet."""
    text = f"The connection doesn't exist yet. {describe_progress(request, context)}"
    return live_answer(text, request_url(request), context)


def describe_progress(request: ConnectorRequest, context: AnswerContext) -> str:
    """Say who made the request and when, and what it waits for."""
    age = format_age(request.submitted_at, context.snapshot.now)
    requester = escape_markdown(request.name_of(request.requester))
    service = escape_markdown(request.answers.service_name)
    project = f" Its data is in `{DEV_PROJECT}`." if request.status is Status.LIVE else ""
    head = f"{requester} requested **{service}** (`{request.dataset}`) {age}."
    return f"{head} It {WAITING_LABELS[request.status]}.{project}"


def request_url(request: ConnectorRequest) -> str:
    """Return the link to the request card, else to its ticket, else an empty string."""
    return request.permalink or (request.ticket.url if request.ticket else "")
