"""Where the data of something is, and how to get at it."""

from workflows.answers.connection_facts import LISTED, absent, link, people, plain_if_one
from workflows.answers.connection_state import called, standing
from workflows.answers.context import Scene, live, quiet
from workflows.answers.model import Answer
from workflows.catalog.destination import family_of, pattern, place, spelled_out
from workflows.catalog.service import Naming
from workflows.connections.model import Connection
from workflows.reporting.name_lookup import Meant
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import DEV_PROJECT


def lands(meant: Meant, scene: Scene) -> Answer:
    """The dataset and project that the data is in."""
    lines = []
    for one in meant.connections[:LISTED]:
        environment = scene.facts.environment(one)
        inside = spelled_out(one.name, _family(one, scene))
        project = environment.project or environment.name
        lines.append(f"- {called(one, scene)}: {inside} in the project `{project}`")
    lines += [
        f"- `{one.dataset}` will land in {_will_be(one)} in the project `{DEV_PROJECT}`; the request is "
        f"{one.status}."
        for one in meant.requests[:LISTED]
    ]
    return live(plain_if_one(lines), link(meant, scene), scene)


def _will_be(request: ConnectorRequest) -> str:
    return spelled_out(request.dataset, family_of(request.answers.destination))


def _family(connection: Connection, scene: Scene) -> Naming:
    """Which names it was given: as it was requested, else as its service needs them."""
    request = scene.facts.request_of.get(connection.id)
    known = scene.facts.service(connection.service).naming
    return family_of(request.answers.destination) if request else known


def get_access(meant: Meant, scene: Scene) -> Answer:
    """How to get at the data of something: where it is, whom to ask, and the form."""
    if meant.is_only_a_service:
        return absent(meant, scene)
    lines = [
        f"- {called(one, scene)}: {_place(one, scene)}. {_way(one, scene)}"
        for one in meant.connections[:LISTED]
    ]
    lines += [f"- {standing(one, scene)}" for one in meant.requests[:LISTED]]
    head = f"For access to the data of **{quiet(meant.name)}**:"
    tail = "*Ask for access* opens the form for the ticket."
    return live("\n".join([head, *lines, tail]), link(meant, scene), scene, access_to=_named(meant, scene))


def _named(meant: Meant, scene: Scene) -> str:
    """What access is wanted to, in the words of the ticket: datasets with their project and environment."""
    names = [_in_its_project(one, scene) for one in meant.connections[:LISTED]]
    for one in meant.requests:
        name = pattern(one.dataset, family_of(one.answers.destination))
        names.append(f"{name} in {DEV_PROJECT} (development, not there yet)")
    return ", ".join(names)


def _in_its_project(connection: Connection, scene: Scene) -> str:
    where = scene.facts.environment(connection)
    name = pattern(connection.name, _family(connection, scene))
    return f"{name} in {where.project or where.name} ({where.word})"


def _place(connection: Connection, scene: Scene) -> str:
    where = scene.facts.environment(connection)
    return place(where.project or where.name, connection.name, _family(connection, scene))


def _way(connection: Connection, scene: Scene) -> str:
    request = scene.facts.request_of.get(connection.id)
    asks = f" It was {people(request)}" if request else ""
    if scene.facts.environment(connection).is_production:
        return f"Production data needs a ticket, which SRE decides on.{asks}"
    return f"Data engineers can read development data; everybody else needs a ticket.{asks}"
