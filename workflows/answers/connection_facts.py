"""Answers about one connection: its owner, whether it exists, its tables, its id."""

from collections.abc import Sequence

from workflows.answers.connection_state import (
    answer_pending,
    describe_progress,
    label_connection,
    request_url,
)
from workflows.answers.context import AnswerContext, SyncedTable, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.catalog.service import CUSTOM_CONNECTOR_ID
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.formatting import format_count
from workflows.reporting.name_lookup import Match
from workflows.requests.custom_connector import CUSTOM_SERVICES
from workflows.requests.model import ConnectorRequest
from workflows.typed_text import normalize_name

MAX_ANSWER_CONNECTIONS = 10
MAX_LISTED_TABLES = 60
CUSTOM_SERVICE_IDS = CUSTOM_SERVICES | {CUSTOM_CONNECTOR_ID}
"""Services that run our own code: two connections of one have nothing else in common."""


REQUEST_HINT = "Request one with `/connector`."


def answer_owner(match: Match, context: AnswerContext) -> Answer:
    """Name the requester and the business owner, or who claimed the connection, and the team that knows the source."""
    lines = [f"- {_owner(connection, context)}" for connection in match.connections[:MAX_ANSWER_CONNECTIONS]]
    lines += [
        f"- {describe_progress(request, context)} {describe_people(request)}"
        for request in match.requests[:MAX_ANSWER_CONNECTIONS]
    ]
    teams = [
        f"For questions about {escape_markdown(service.name)}, ask **{escape_markdown(service.owner)}**."
        for service in match.services
        if service.owner
    ]
    text = "\n".join([join_lines(lines), *teams]).strip()
    return answer_about(match, text or f"{escape_markdown(match.name)} has no owner on record.", context)


def _owner(connection: Connection, context: AnswerContext) -> str:
    request = context.snapshot.requests_by_connection.get(connection.id)
    owner, label = context.snapshot.owner_of(connection.id), label_connection(connection, context)
    if owner and not owner.is_requester:
        return f"{label}: owned by **{escape_markdown(owner.name or owner.id)}**."
    if request:
        return f"{label}: {describe_people(request)}"
    hint = "Ask data engineering, or claim it in `/connector status`."
    return f"{label} wasn't requested through me and has no owner yet. {hint}"


def describe_people(request: ConnectorRequest) -> str:
    """Return the requester and the business owner as the end of a sentence."""
    requester, owner = request.name_of(request.requester), request.name_of(request.answers.business_owner)
    return f"requested by **{escape_markdown(requester)}**, business owner **{escape_markdown(owner)}**."


def answer_exists(match: Match, context: AnswerContext) -> Answer:
    """Say whether the service has a connection, or a request for one."""
    service_ids = {service.id for service in match.services} - CUSTOM_SERVICE_IDS
    existing = [
        connection
        for connection in context.snapshot.connections
        if connection.service in service_ids or connection in match.connections
    ]
    known = {connection.id for connection in existing}
    pending = [
        request
        for request in context.snapshot.requests
        if (request.answers.service in service_ids or request in match.requests)
        and not request.is_closed
        and request.connection_id not in known
    ]
    lines = [f"- {label_connection(connection, context)}" for connection in existing[:MAX_ANSWER_CONNECTIONS]]
    lines += [f"- {describe_progress(request, context)}" for request in pending[:MAX_ANSWER_CONNECTIONS]]
    if not lines:
        return answer_absent(match, context)
    head = "Yes." if existing else "Not yet, but it has been requested."
    return answer_about(match, "\n".join([head, *lines]), context)


def answer_absent(match: Match, context: AnswerContext) -> Answer:
    """Say that the connection doesn't exist, in the same words for a missing and a restricted one."""
    name = escape_markdown(match.services[0].name if match.services else match.name)
    sunset = next(
        (f" {escape_markdown(service.sunset_notice)}" for service in match.services if service.sunset_notice),
        "",
    )
    text = f"I couldn't find a connection for {name}, or you don't have access to it.{sunset} {REQUEST_HINT}"
    return live_answer(text, context.snapshot.dashboard_url, context, is_for_mentions_only=True)


def answer_tables(match: Match, context: AnswerContext) -> Answer:
    """List the tables that the matched connection loads."""
    if not match.connections:
        return answer_pending(match.requests[0], context)
    connection = match.connections[0]
    url, now = context.snapshot.connection_url(connection), context.snapshot.now
    try:
        tables = context.lookup.tables(connection.id)
    except Unavailable as failure:
        text = f"{failure.message} Fivetran lists the tables of `{connection.name}`."
        return live_answer(text, url, context)
    if tables is None:
        text = f"Fivetran lists the tables of `{connection.name}` after its first sync."
        return live_answer(text, url, context, as_of=now)
    text = f"{label_connection(connection, context)} loads {_format_tables(tables)}"
    return live_answer(text, url, context, as_of=now)


def _format_tables(tables: Sequence[SyncedTable]) -> str:
    """Name the enabled tables, with their dataset where there are several, and count the disabled ones."""
    enabled = [table for table in tables if table.is_enabled]
    has_many_datasets = len({table.dataset for table in enabled}) > 1
    names = ", ".join(
        f"`{table.dataset}.{table.name}`" if has_many_datasets else f"`{table.name}`"
        for table in enabled[:MAX_LISTED_TABLES]
    )
    rest, disabled = len(enabled) - MAX_LISTED_TABLES, len(tables) - len(enabled)
    more = f" and {rest} more" if rest > 0 else ""
    off = f" {disabled} more {'is' if disabled == 1 else 'are'} disabled." if disabled else ""
    return f"{format_count(len(enabled), 'table')}: {names}{more}.{off}"


def answer_connection_id(match: Match, context: AnswerContext) -> Answer:
    """Give the connection id for Airflow, and the Airflow variable that holds it."""
    if not match.connections:
        return answer_pending(match.requests[0], context)
    lines = [
        f"- {label_connection(connection, context)}: the connection id is `{connection.id}`. "
        f"With the task id `{_task(connection)}`, the Airflow variable is `{airflow_variable(connection)}`."
        for connection in match.connections[:MAX_ANSWER_CONNECTIONS]
    ]
    return live_answer(join_lines(lines), context.snapshot.connection_url(match.connections[0]), context)


def airflow_variable(connection: Connection) -> str:
    """Return the key of the Airflow variable that holds the connection id."""
    return f"{_task(connection)}_connector_id"


def _task(connection: Connection) -> str:
    return f"fivetran_{normalize_name(connection.name).replace(' ', '_')}"


def match_url(match: Match, context: AnswerContext) -> str:
    """Return the page of the only match, else the dashboard."""
    if len(match.connections) == 1:
        return context.snapshot.connection_url(match.connections[0])
    if not match.connections and match.requests:
        return request_url(match.requests[0])
    return context.snapshot.dashboard_url


def answer_about(match: Match, text: str, context: AnswerContext, **more: object) -> Answer:
    """Build a live answer with the page that shows the most of what matched."""
    return live_answer(text, match_url(match, context), context, **more)


def join_lines(lines: list[str]) -> str:
    """Join list items; a single item becomes a plain sentence."""
    return lines[0].removeprefix("- ") if len(lines) == 1 else "\n".join(lines)
