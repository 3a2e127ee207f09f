"""Is it fresh, when did it last sync, why is it failing."""

from workflows.answers.context import AnswerContext, connection_url, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health, describe_schedule
from workflows.errors import Unavailable
from workflows.formatting import format_age, format_duration, format_time
from workflows.monitoring.freshness import is_behind_schedule, lateness
from workflows.monitoring.health import effective_interval
from workflows.reporting.name_lookup import Match
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.requests.timeline import DEV_PROJECT


def answer_state(match: Match, context: AnswerContext) -> Answer:
    """How the one connection that is meant is doing, by a fresh look where that is possible."""
    if not match.connections:
        return answer_pending(match.requests[0], context)
    known = match.connections[0]
    try:
        fresh, as_of = context.lookup.fetch(known.id), context.snapshot.now
    except Unavailable:
        fresh, as_of = known, context.snapshot.polled_at.get(known.group_id, context.snapshot.now)
    if fresh is None:
        return live_answer(
            f"`{known.name}` is gone: Fivetran does not have it any more.",
            connection_url(known, context),
            context,
        )
    lines = [
        f"{label_connection(fresh, context)} {describe_health(fresh, context)}",
        *_details(fresh, context),
    ]
    return live_answer("\n".join(lines), connection_url(fresh, context), context, as_of=as_of)


def label_connection(connection: Connection, context: AnswerContext) -> str:
    """A connection as a sentence begins with it."""
    service, environment = (
        context.snapshot.service(connection.service),
        context.snapshot.environment(connection),
    )
    return f"`{connection.name}` ({escape_markdown(service.name)}, {environment.label})"


def describe_health(connection: Connection, context: AnswerContext) -> str:
    """How it is doing: the rest of that sentence."""
    if connection.setup_state == "incomplete":
        return "waits for its credentials; it has never synced."
    if connection.health is Health.BROKEN:
        return f"is **broken**: {escape_markdown(connection.problem)}"
    if connection.paused:
        return "is **paused**: it does not sync until somebody resumes it."
    if connection.is_historical_sync:
        return "is loading its history; that can take hours to days."
    if is_behind_schedule(connection):
        return "is **delayed**: Fivetran is behind its schedule and goes on by itself."
    if is_late(connection, context):
        return "is **late**: it has not synced for longer than its schedule says."
    return "is fresh."


def is_late(connection: Connection, context: AnswerContext) -> bool:
    """Whether its data is older than its schedule promises, or later than an operator said it may be.

    When others start its syncs, and nobody said that, nobody knows (here) when one is due.
    """
    facts = context.snapshot
    return lateness(connection, effective_interval(connection, None), facts.thresholds, facts.now) is not None


def _details(connection: Connection, scene: AnswerContext) -> list[str]:
    now, lines = scene.snapshot.now, []
    if connection.succeeded_at:
        at = connection.succeeded_at
        lines.append(f"- Last successful sync: {format_time(at)} ({format_age(at, now)})")
    if connection.failed_at and connection.health is Health.BROKEN:
        lines.append(
            f"- Last failure: {format_time(connection.failed_at)} ({format_age(connection.failed_at, now)})"
        )
    if connection.setup_state == "broken":
        lines.append("- To mend it, somebody with access to Fivetran has to reconnect it there.")
    if connection.setup_state != "incomplete":
        lines.append(f"- Schedule: {describe_schedule(connection)}")
    if connection.sync_state == "syncing" and not connection.is_historical_sync:
        lines.append("- A sync is running now.")
    return lines


def answer_pending(request: ConnectorRequest, context: AnswerContext) -> Answer:
    """A request that has no connection yet."""
    return live_answer(
        f"There is no connection yet. {describe_progress(request, context)}", request_url(request), context
    )


def describe_progress(request: ConnectorRequest, context: AnswerContext) -> str:
    """Where a request stands and whom it waits for, in sentences."""
    asked = format_duration(context.snapshot.now - request.submitted_at)
    who = escape_markdown(request.name_of(request.requester))
    head = f"{who} asked for **{escape_markdown(request.answers.service_name)}** (`{request.dataset}`) {asked} ago"
    waits = WAITING_REASONS[request.status].format(who=who, project=DEV_PROJECT)
    return f"{head}; it is **{request.status}**. {waits}"


WAITING_REASONS: dict[Status, str] = {
    Status.SUBMITTED: "It waits for its ticket to be opened; nobody has to do anything.",
    Status.AWAITING_APPROVAL: "It waits for an approver in data engineering.",
    Status.APPROVED: "It waits for Fivetran: the connection is being created.",
    Status.BEING_BUILT: "It waits for its connector to be built; its ticket says what there is to do.",
    Status.AWAITING_CREDENTIALS: "It waits for {who} to enter the credentials in the Connect Card.",
    Status.SYNCING_HISTORY: "It waits for nobody: the historical sync is running.",
    Status.LIVE: "It waits for nobody: its data is in `{project}`.",
    Status.BROKEN: "It waits for somebody to mend the connection in Fivetran.",
    Status.DECLINED: "It waits for nobody.",
    Status.WITHDRAWN: "It waits for nobody.",
    Status.EXPIRED: "Nobody decided in time; ask again if it is still needed.",
    Status.RETIRED: "Its connection is gone.",
}
"""For every status: whom or what it waits for."""


def request_url(request: ConnectorRequest) -> str:
    """Where to read about a request: its card, else its ticket, else nowhere yet."""
    return request.permalink or (request.ticket.url if request.ticket else "")
