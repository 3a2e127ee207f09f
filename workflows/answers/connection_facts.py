"""Questions about one thing: its owner, whether it exists, its tables, its id."""

from workflows.answers.connection_state import describe_progress, label_connection, request_url
from workflows.answers.context import AnswerContext, connection_url, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.catalog.service import CUSTOM_CONNECTOR_ID
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.formatting import format_count
from workflows.reporting.name_lookup import Match, normalize_name
from workflows.requests.custom_connector import CUSTOM_SERVICES
from workflows.requests.model import ConnectorRequest

MAX_ANSWER_CONNECTIONS = 10
CUSTOM_SERVICE_IDS = CUSTOM_SERVICES | {CUSTOM_CONNECTOR_ID}
"""Services whose connections have nothing in common but that we wrote the code."""


def answer_owner(match: Match, context: AnswerContext) -> Answer:
    """Who asked for it, who is responsible for the data, and the team that knows the source."""
    lines = [f"- {_owner(one, context)}" for one in match.connections[:MAX_ANSWER_CONNECTIONS]]
    lines += [
        f"- {describe_progress(one, context)} {describe_people(one)}"
        for one in match.requests[:MAX_ANSWER_CONNECTIONS]
    ]
    teams = [
        f"The team to ask about {escape_markdown(one.name)} itself: **{escape_markdown(one.owner)}**."
        for one in match.services
        if one.owner
    ]
    text = "\n".join([join_lines(lines), *teams]).strip()
    return live_answer(
        text or f"Nobody is written down as the owner of {escape_markdown(match.name)}.",
        match_url(match, context),
        context,
    )


def _owner(connection: Connection, scene: AnswerContext) -> str:
    request = scene.snapshot.requests_by_connection.get(connection.id)
    if request:
        return f"{label_connection(connection, scene)}: {describe_people(request)}"
    return f"{label_connection(connection, scene)} was not requested through me. Data engineering looks after it."


def describe_people(request: ConnectorRequest) -> str:
    """Whose it is."""
    asked, owns = request.name_of(request.requester), request.name_of(request.answers.business_owner)
    return f"requested by **{escape_markdown(asked)}**, business owner **{escape_markdown(owns)}**."


def answer_exists(match: Match, context: AnswerContext) -> Answer:
    """Whether there is a connection of this service, or one on its way."""
    mine = {one.id for one in match.services} - CUSTOM_SERVICE_IDS
    there = [one for one in context.snapshot.connections if one.service in mine or one in match.connections]
    known = {one.id for one in there}
    waiting = [
        one
        for one in context.snapshot.requests
        if (one.answers.service in mine or one in match.requests)
        and not one.is_closed
        and one.connection_id not in known
    ]
    lines = [f"- {label_connection(one, context)}" for one in there[:MAX_ANSWER_CONNECTIONS]]
    lines += [f"- {describe_progress(one, context)}" for one in waiting[:MAX_ANSWER_CONNECTIONS]]
    if not lines:
        return answer_absent(match, context)
    head = "Yes." if there else "Not yet, but somebody has asked for it."
    return live_answer("\n".join([head, *lines]), match_url(match, context), context)


def answer_absent(match: Match, context: AnswerContext) -> Answer:
    """There is none, or none that this person may hear of: both sound alike."""
    name = escape_markdown(match.services[0].name if match.services else match.name)
    sunset = next(
        (f" {escape_markdown(one.sunset_notice)}" for one in match.services if one.sunset_notice), ""
    )
    text = f"I know of no {name} connection that I can tell you about.{sunset} To ask for one: `/connector`."
    return live_answer(text, context.snapshot.dashboard_url, context, is_for_mentions_only=True)


def answer_tables(match: Match, context: AnswerContext) -> Answer:
    """What the one connection that is meant loads."""
    if not match.connections:
        return live_answer(
            describe_progress(match.requests[0], context), request_url(match.requests[0]), context
        )
    one = match.connections[0]
    try:
        found = context.lookup.tables(one.id)
    except Unavailable as later:
        return live_answer(
            f"{later.message} The tables of `{one.name}` are listed there.",
            connection_url(one, context),
            context,
        )
    if found is None:
        text = f"Fivetran does not know the tables of `{one.name}` yet: that takes its first sync."
        return live_answer(text, connection_url(one, context), context, as_of=context.snapshot.now)
    loaded = [table for table in found if table.is_enabled]
    several = len({table.dataset for table in loaded}) > 1
    names = ", ".join(
        f"`{table.dataset}.{table.name}`" if several else f"`{table.name}`" for table in loaded[:60]
    )
    more = f" and {len(loaded) - 60} more" if len(loaded) > 60 else ""
    left_out = len(found) - len(loaded)
    text = f"{label_connection(one, context)} loads {format_count(len(loaded), 'table')}: {names}{more}."
    text += f" Switched off: {left_out} more." if left_out else ""
    return live_answer(text, connection_url(one, context), context, as_of=context.snapshot.now)


def answer_connection_id(match: Match, context: AnswerContext) -> Answer:
    """The id for Airflow and the key of the variable that holds it, which comes from the task's name."""
    if not match.connections:
        return live_answer(
            describe_progress(match.requests[0], context), request_url(match.requests[0]), context
        )
    lines = [
        f"- {label_connection(one, context)}: the connection id is `{one.id}`. With the task id `{_task(one)}`, "
        f"the Airflow variable is `{airflow_variable(one)}`."
        for one in match.connections[:MAX_ANSWER_CONNECTIONS]
    ]
    return live_answer(join_lines(lines), connection_url(match.connections[0], context), context)


def airflow_variable(connection: Connection) -> str:
    """The key of the Airflow variable that holds its id."""
    return f"{_task(connection)}_connector_id"


def _task(connection: Connection) -> str:
    return f"fivetran_{normalize_name(connection.name).replace(' ', '_')}"


def match_url(match: Match, context: AnswerContext) -> str:
    """Where to look at what is meant: its own page when it is one thing."""
    if len(match.connections) == 1:
        return connection_url(match.connections[0], context)
    if not match.connections and match.requests:
        return request_url(match.requests[0])
    return context.snapshot.dashboard_url


def join_lines(lines: list[str]) -> str:
    """A list of one is a sentence."""
    return lines[0].removeprefix("- ") if len(lines) == 1 else "\n".join(lines)
