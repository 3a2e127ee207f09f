"""Where the data of something is, and how to get at it."""

from workflows.answers.connection_facts import (
    MAX_ANSWER_CONNECTIONS,
    answer_absent,
    describe_people,
    join_lines,
    match_url,
)
from workflows.answers.connection_state import describe_progress, label_connection
from workflows.answers.context import AnswerContext, escape_markdown, live_answer
from workflows.answers.model import Answer
from workflows.catalog.destination import dataset_path, dataset_pattern, describe_dataset, naming_family
from workflows.catalog.service import Naming
from workflows.connections.model import Connection
from workflows.reporting.name_lookup import Match
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT


def answer_location(match: Match, context: AnswerContext) -> Answer:
    """The dataset and project that the data is in."""
    lines = []
    for one in match.connections[:MAX_ANSWER_CONNECTIONS]:
        environment = context.snapshot.environment(one)
        inside = describe_dataset(one.name, _naming_family(one, context))
        project = environment.project or environment.name
        lines.append(f"- {label_connection(one, context)}: {inside} in the project `{project}`")
    lines += [
        f"- `{one.dataset}` will land in {_future_dataset(one)} in the project `{DEV_PROJECT}`; the request is "
        f"{one.status}."
        for one in match.requests[:MAX_ANSWER_CONNECTIONS]
    ]
    return live_answer(join_lines(lines), match_url(match, context), context)


def _future_dataset(request: ConnectorRequest) -> str:
    return describe_dataset(request.dataset, naming_family(request.answers.destination))


def _naming_family(connection: Connection, scene: AnswerContext) -> Naming:
    """Which names it was given: as it was requested, else as its service needs them."""
    request = scene.snapshot.requests_by_connection.get(connection.id)
    known = scene.snapshot.service(connection.service).naming
    return naming_family(request.answers.destination) if request else known


def answer_get_access(match: Match, context: AnswerContext) -> Answer:
    """How to get at the data of something: where it is, whom to ask, and the form."""
    if match.is_service_only:
        return answer_absent(match, context)
    lines = [
        f"- {label_connection(one, context)}: {_dataset_location(one, context)}. {_access_steps(one, context)}"
        for one in match.connections[:MAX_ANSWER_CONNECTIONS]
    ]
    lines += [f"- {describe_progress(one, context)}" for one in match.requests[:MAX_ANSWER_CONNECTIONS]]
    head = f"For access to the data of **{escape_markdown(match.name)}**:"
    tail = "*Ask for access* opens the form for the ticket."
    return live_answer(
        "\n".join([head, *lines, tail]),
        match_url(match, context),
        context,
        access_to=_access_subject(match, context),
    )


def _access_subject(meant: Match, scene: AnswerContext) -> str:
    """What access is wanted to, in the words of the ticket: datasets with their project and environment."""
    names = [_qualified_dataset(one, scene) for one in meant.connections[:MAX_ANSWER_CONNECTIONS]]
    for one in meant.requests:
        name = dataset_pattern(one.dataset, naming_family(one.answers.destination))
        names.append(f"{name} in {DEV_PROJECT} (development, not there yet)")
    return ", ".join(names)


def _qualified_dataset(connection: Connection, scene: AnswerContext) -> str:
    where = scene.snapshot.environment(connection)
    name = dataset_pattern(connection.name, _naming_family(connection, scene))
    return f"{name} in {where.project or where.name} ({where.label})"


def _dataset_location(connection: Connection, scene: AnswerContext) -> str:
    where = scene.snapshot.environment(connection)
    return dataset_path(where.project or where.name, connection.name, _naming_family(connection, scene))


def _access_steps(connection: Connection, scene: AnswerContext) -> str:
    request = scene.snapshot.requests_by_connection.get(connection.id)
    asks = f" It was {describe_people(request)}" if request else ""
    if scene.snapshot.environment(connection).is_production:
        return f"Production data needs a ticket, which SRE decides on.{asks}"
    return f"Data engineers can read development data; everybody else needs a ticket.{asks}"
