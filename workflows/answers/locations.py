"""Answers about where data lands, and how to get access to it."""

from workflows.answers.connection_facts import (
    MAX_ANSWER_CONNECTIONS,
    answer_about,
    answer_absent,
    describe_people,
    join_lines,
)
from workflows.answers.connection_state import describe_progress, label_connection
from workflows.answers.context import AnswerContext, escape_markdown, qualified_name
from workflows.answers.model import Answer, AnsweredConnection
from workflows.catalog.destination import dataset_path, dataset_pattern, describe_dataset, naming_family
from workflows.catalog.service import Naming
from workflows.connections.model import Connection
from workflows.reporting.duplicates import WAITING_LABELS
from workflows.reporting.name_lookup import Match
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT


def answer_location(match: Match, context: AnswerContext) -> Answer:
    """Name the dataset and project of each match."""
    lines = []
    for connection in match.connections[:MAX_ANSWER_CONNECTIONS]:
        environment = context.snapshot.environment(connection)
        inside = describe_dataset(connection.name, _naming_family(connection, context))
        project = environment.project or environment.name
        lines.append(f"- {label_connection(connection, context)}: {inside} in the project `{project}`")
    lines += [
        f"- `{request.dataset}` will land in {_future_dataset(request)} in the project "
        f"`{DEV_PROJECT}`; the request {WAITING_LABELS[request.status]}."
        for request in match.requests[:MAX_ANSWER_CONNECTIONS]
    ]
    return answer_about(match, join_lines(lines), context, connections=find_others(match, context))


def _future_dataset(request: ConnectorRequest) -> str:
    return describe_dataset(request.dataset, naming_family(request.answers.destination))


def _naming_family(connection: Connection, context: AnswerContext) -> Naming:
    """Return the naming of the request, else that of the service."""
    request = context.snapshot.requests_by_connection.get(connection.id)
    known = context.snapshot.service(connection.service).naming
    return naming_family(request.answers.destination) if request else known


def answer_get_access(match: Match, context: AnswerContext) -> Answer:
    """Explain how to get access: where the data is, its owner, and the access form."""
    if match.is_service_only:
        return answer_absent(match, context)
    lines = [
        f"- {label_connection(connection, context)}: {_dataset_location(connection, context)}. "
        f"{_access_steps(connection, context)}"
        for connection in match.connections[:MAX_ANSWER_CONNECTIONS]
    ]
    lines += [f"- {describe_progress(request, context)}" for request in match.requests[:MAX_ANSWER_CONNECTIONS]]
    head = f"For access to the data of **{escape_markdown(match.name)}**:"
    others = find_others(match, context)
    tails = ["*Ask for access* asks the owner."] if others else []
    text = "\n".join([head, *lines, *tails, "*Request access* opens a ticket."])
    return answer_about(match, text, context, access_to=_access_subject(match, context), connections=others)


def find_others(match: Match, context: AnswerContext) -> tuple[AnsweredConnection, ...]:
    """Return the matched connections that the viewer doesn't own."""
    snapshot, viewer = context.snapshot, context.viewer.id
    shown = match.connections[:MAX_ANSWER_CONNECTIONS]
    owners = {one.id: snapshot.owner_of(one.id) for one in shown}
    theirs = [one for one in shown if not ((owner := owners[one.id]) and owner.id == viewer)]
    return tuple(AnsweredConnection(one.id, qualified_name(one, match.connections, context)) for one in theirs)


def _access_subject(match: Match, context: AnswerContext) -> str:
    """Return the datasets with project and environment, as the access ticket names them."""
    names = [_qualified_dataset(connection, context) for connection in match.connections[:MAX_ANSWER_CONNECTIONS]]
    for request in match.requests:
        name = dataset_pattern(request.dataset, naming_family(request.answers.destination))
        names.append(f"{name} in {DEV_PROJECT} (development, not created yet)")
    return ", ".join(names)


def _qualified_dataset(connection: Connection, context: AnswerContext) -> str:
    environment = context.snapshot.environment(connection)
    name = dataset_pattern(connection.name, _naming_family(connection, context))
    return f"{name} in {environment.project or environment.name} ({environment.label})"


def _dataset_location(connection: Connection, context: AnswerContext) -> str:
    environment = context.snapshot.environment(connection)
    return dataset_path(environment.project or environment.name, connection.name, _naming_family(connection, context))


def _access_steps(connection: Connection, context: AnswerContext) -> str:
    request = context.snapshot.requests_by_connection.get(connection.id)
    owner = f" It was {describe_people(request)}" if request else ""
    if context.snapshot.environment(connection).is_production:
        return f"Production data needs a ticket; SRE decides.{owner}"
    return f"Data engineers can read development data; everyone else needs a ticket.{owner}"
