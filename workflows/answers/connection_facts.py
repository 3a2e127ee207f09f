"""Questions about one thing: its owner, whether it exists, its tables, its id."""

from workflows.answers.connection_state import called, standing, where
from workflows.answers.context import Scene, live, page_of, quiet
from workflows.answers.model import Answer
from workflows.catalog.service import CUSTOM
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.formatting import counted
from workflows.reporting.name_lookup import Meant, plain
from workflows.requests.custom_connector import BUILT_WITH
from workflows.requests.model import ConnectorRequest

LISTED = 10
OF_OURS = BUILT_WITH | {CUSTOM}
"""Services whose connections have nothing in common but that we wrote the code."""


def owner(meant: Meant, scene: Scene) -> Answer:
    """Who asked for it, who is responsible for the data, and the team that knows the source."""
    lines = [f"- {_owner(one, scene)}" for one in meant.connections[:LISTED]]
    lines += [f"- {standing(one, scene)} {people(one)}" for one in meant.requests[:LISTED]]
    teams = [
        f"The team to ask about {quiet(one.name)} itself: **{quiet(one.owner)}**."
        for one in meant.services
        if one.owner
    ]
    text = "\n".join([plain_if_one(lines), *teams]).strip()
    return live(
        text or f"Nobody is written down as the owner of {quiet(meant.name)}.", link(meant, scene), scene
    )


def _owner(connection: Connection, scene: Scene) -> str:
    request = scene.facts.request_of.get(connection.id)
    if request:
        return f"{called(connection, scene)}: {people(request)}"
    return f"{called(connection, scene)} was not requested through me. Data engineering looks after it."


def people(request: ConnectorRequest) -> str:
    """Whose it is."""
    asked, owns = request.name_of(request.requester), request.name_of(request.answers.business_owner)
    return f"requested by **{quiet(asked)}**, business owner **{quiet(owns)}**."


def exists(meant: Meant, scene: Scene) -> Answer:
    """Whether there is a connection of this service, or one on its way."""
    mine = {one.id for one in meant.services} - OF_OURS
    there = [one for one in scene.facts.connections if one.service in mine or one in meant.connections]
    known = {one.id for one in there}
    waiting = [
        one
        for one in scene.facts.requests
        if (one.answers.service in mine or one in meant.requests)
        and not one.is_over
        and one.connection_id not in known
    ]
    lines = [f"- {called(one, scene)}" for one in there[:LISTED]]
    lines += [f"- {standing(one, scene)}" for one in waiting[:LISTED]]
    if not lines:
        return absent(meant, scene)
    head = "Yes." if there else "Not yet, but somebody has asked for it."
    return live("\n".join([head, *lines]), link(meant, scene), scene)


def absent(meant: Meant, scene: Scene) -> Answer:
    """There is none, or none that this person may hear of: both sound alike."""
    name = quiet(meant.services[0].name if meant.services else meant.name)
    sunset = next((f" {quiet(one.sunset)}" for one in meant.services if one.sunset), "")
    text = f"I know of no {name} connection that I can tell you about.{sunset} To ask for one: `/connector`."
    return live(text, scene.facts.dashboard, scene, only_if_asked=True)


def tables(meant: Meant, scene: Scene) -> Answer:
    """What the one connection that is meant loads."""
    if not meant.connections:
        return live(standing(meant.requests[0], scene), where(meant.requests[0]), scene)
    one = meant.connections[0]
    try:
        found = scene.glance.tables(one.id)
    except Unavailable as later:
        return live(f"{later.words} The tables of `{one.name}` are listed there.", page_of(one, scene), scene)
    if found is None:
        text = f"Fivetran does not know the tables of `{one.name}` yet: that takes its first sync."
        return live(text, page_of(one, scene), scene, as_of=scene.facts.now)
    loaded = [table for table in found if table.enabled]
    several = len({table.dataset for table in loaded}) > 1
    names = ", ".join(
        f"`{table.dataset}.{table.name}`" if several else f"`{table.name}`" for table in loaded[:60]
    )
    more = f" and {len(loaded) - 60} more" if len(loaded) > 60 else ""
    left_out = len(found) - len(loaded)
    text = f"{called(one, scene)} loads {counted(len(loaded), 'table')}: {names}{more}."
    text += f" Switched off: {left_out} more." if left_out else ""
    return live(text, page_of(one, scene), scene, as_of=scene.facts.now)


def connection_id(meant: Meant, scene: Scene) -> Answer:
    """The id for Airflow and the key of the variable that holds it, which comes from the task's name."""
    if not meant.connections:
        return live(standing(meant.requests[0], scene), where(meant.requests[0]), scene)
    lines = [
        f"- {called(one, scene)}: the connection id is `{one.id}`. With the task id `{_task(one)}`, "
        f"the Airflow variable is `{airflow_variable(one)}`."
        for one in meant.connections[:LISTED]
    ]
    return live(plain_if_one(lines), page_of(meant.connections[0], scene), scene)


def airflow_variable(connection: Connection) -> str:
    """The key of the Airflow variable that holds its id."""
    return f"{_task(connection)}_connector_id"


def _task(connection: Connection) -> str:
    return f"fivetran_{plain(connection.name).replace(' ', '_')}"


def link(meant: Meant, scene: Scene) -> str:
    """Where to look at what is meant: its own page when it is one thing."""
    if len(meant.connections) == 1:
        return page_of(meant.connections[0], scene)
    if not meant.connections and meant.requests:
        return where(meant.requests[0])
    return scene.facts.dashboard


def plain_if_one(lines: list[str]) -> str:
    """A list of one is a sentence."""
    return lines[0].removeprefix("- ") if len(lines) == 1 else "\n".join(lines)
