"""Questions about one thing: its owner, whether it exists, where it lands, its tables, id, access, cost."""

from collections.abc import Sequence

from workflows.answers import Answer
from workflows.connection import Connection
from workflows.failures import Unavailable
from workflows.life import CONNECTED
from workflows.live.scene import DASHBOARD, Member, Scene, live, page_of, quiet
from workflows.live.state import called, standing, where
from workflows.live.words import counted
from workflows.milestones import DEV_PROJECT
from workflows.naming import Meant, plain
from workflows.request import ConnectorRequest

LISTED = 10
MEMBERS = 30
COST_TABLES = "fivetran_costs_derived"


def owner(meant: Meant, scene: Scene) -> Answer:
    """Who asked for it, who is responsible for the data, and the team that knows the source."""
    lines = [f"- {_owner(one, scene)}" for one in meant.connections[:LISTED]]
    lines += [f"- {standing(one, scene)} {_people(one)}" for one in meant.requests[:LISTED]]
    teams = [
        f"The team to ask about {quiet(one.name)} itself: **{quiet(one.owner)}**."
        for one in meant.services
        if one.owner
    ]
    text = "\n".join([_plain_if_one(lines), *teams]).strip()
    return live(text or f"Nobody is written down as the owner of {quiet(meant.name)}.", _link(meant), scene)


def _owner(connection: Connection, scene: Scene) -> str:
    request = scene.facts.request_of.get(connection.id)
    if request:
        return f"{called(connection, scene)}: {_people(request)}"
    return f"{called(connection, scene)} was not requested through me. Data engineering looks after it."


def _people(request: ConnectorRequest) -> str:
    asked, owns = request.name_of(request.requester), request.name_of(request.answers.business_owner)
    return f"requested by **{quiet(asked)}**, business owner **{quiet(owns)}**."


def exists(meant: Meant, scene: Scene) -> Answer:
    """Whether there is a connection of this service, or one on its way."""
    mine = {one.id for one in meant.services}
    there = [one for one in scene.facts.connections if one.service in mine] or list(meant.connections)
    known = {one.id for one in there}
    waiting = [
        one
        for one in scene.facts.requests
        if one.answers.service in mine and not one.is_over and one.connection_id not in known
    ]
    lines = [f"- {called(one, scene)}" for one in there[:LISTED]]
    lines += [f"- {standing(one, scene)}" for one in waiting[:LISTED]]
    if not lines:
        return absent(meant, scene)
    head = "Yes." if there else "Not yet, but somebody has asked for it."
    return live("\n".join([head, *lines]), _link(meant), scene)


def absent(meant: Meant, scene: Scene) -> Answer:
    """There is none, or none that this person may hear of: both sound alike."""
    name = quiet(meant.services[0].name if meant.services else meant.name)
    sunset = next((f" {quiet(one.sunset)}" for one in meant.services if one.sunset), "")
    text = f"I know of no {name} connection that I can tell you about.{sunset} To ask for one: `/connector`."
    return live(text, DASHBOARD, scene)


def lands(meant: Meant, scene: Scene) -> Answer:
    """The dataset and project that the data is in."""
    lines = []
    for one in meant.connections[:LISTED]:
        environment = scene.facts.environment(one)
        dataset, _, table = one.name.partition(".")
        inside = f", table `{table}`" if table else ""
        lines.append(
            f"- {called(one, scene)}: dataset `{dataset}`{inside} in the project "
            f"`{environment.project or environment.name}`"
        )
    lines += [
        f"- `{one.dataset}` will land in the project `{DEV_PROJECT}`; the request is {one.status}."
        for one in meant.requests[:LISTED]
    ]
    return live(_plain_if_one(lines), _link(meant), scene)


def tables(meant: Meant, scene: Scene) -> Answer:
    """What the one connection that is meant loads."""
    if not meant.connections:
        return live(standing(meant.requests[0], scene), where(meant.requests[0]), scene)
    one = meant.connections[0]
    try:
        found = scene.glance.tables(one.id)
    except Unavailable as later:
        return live(f"{later.words} The tables of `{one.name}` are listed there.", page_of(one), scene)
    if found is None:
        text = f"Fivetran does not know the tables of `{one.name}` yet: that takes its first sync."
        return live(text, page_of(one), scene, as_of=scene.facts.now)
    loaded = [table for table in found if table.enabled]
    names = ", ".join(f"`{table.name}`" for table in loaded[:60])
    more = f" and {len(loaded) - 60} more" if len(loaded) > 60 else ""
    left_out = len(found) - len(loaded)
    text = f"{called(one, scene)} loads {counted(len(loaded), 'table')}: {names}{more}."
    text += f" Switched off: {left_out} more." if left_out else ""
    return live(text, page_of(one), scene, as_of=scene.facts.now)


def connection_id(meant: Meant, scene: Scene) -> Answer:
    """The id for Airflow and the key of the variable that holds it, which comes from the task's name."""
    if not meant.connections:
        return live(standing(meant.requests[0], scene), where(meant.requests[0]), scene)
    lines = [
        f"- {called(one, scene)}: the connection id is `{one.id}`. With the task id `{_task(one)}`, "
        f"the Airflow variable is `{_task(one)}_connector_id`."
        for one in meant.connections[:LISTED]
    ]
    return live(_plain_if_one(lines), page_of(meant.connections[0]), scene)


def _task(connection: Connection) -> str:
    return f"fivetran_{plain(connection.name).replace(' ', '_')}"


def who_has_access(meant: Meant | None, scene: Scene) -> Answer:
    """Who has a login in Fivetran: everywhere, or in the environments of what is meant."""
    there = {one.group_id: one for one in meant.connections} if meant else scene.facts.environments
    lines = []
    try:
        for group in there:
            environment = scene.facts.environments.get(group)
            name = environment.name if environment else group
            lines.append(f"- **{name}**: {_members(scene.glance.members(group))}")
    except Unavailable as later:
        return live(f"{later.words} The members are listed there.", DASHBOARD, scene, as_of=scene.facts.now)
    if not meant:
        head = "These people can open Fivetran; account administrators can, too."
        return live("\n".join([head, *lines]), DASHBOARD, scene, as_of=scene.facts.now)
    asked = [f"- Asked for by the requester: {quiet(r.answers.access)}" for r in _requests(meant, scene)]
    head = f"**{quiet(meant.name)}** can be seen in Fivetran by:"
    tail = "Who may read the data in BigQuery is decided there, by workgroup."
    return live("\n".join([head, *lines, *asked, tail]), _link(meant), scene, as_of=scene.facts.now)


def _members(members: Sequence[Member]) -> str:
    people = [f"{quiet(one.name)} ({quiet(one.role)})" for one in members]
    more = f" and {len(people) - MEMBERS} more" if len(people) > MEMBERS else ""
    return (", ".join(people[:MEMBERS]) + more) or "nobody"


def get_access(meant: Meant, scene: Scene) -> Answer:
    """How to get at the data of something: where it is, whom to ask, and the form."""
    if meant.is_only_a_service:
        return absent(meant, scene)
    lines = [
        f"- {called(one, scene)}: `{scene.facts.environment(one).project}.{one.name}`. {_way(one, scene)}"
        for one in meant.connections[:LISTED]
    ]
    lines += [f"- {standing(one, scene)}" for one in meant.requests[:LISTED]]
    head = f"For access to the data of **{quiet(meant.name)}**:"
    tail = "*Ask for access* opens the form for the ticket."
    return live("\n".join([head, *lines, tail]), _link(meant), scene, about_access=True)


def _way(connection: Connection, scene: Scene) -> str:
    request = scene.facts.request_of.get(connection.id)
    asks = f" {_people(request).capitalize()}" if request else ""
    if scene.facts.environment(connection).is_production:
        return f"Production data needs a ticket, which SRE decides on.{asks}"
    return f"Data engineers can read development data; everybody else needs a ticket.{asks}"


def cost(meant: Meant, scene: Scene) -> Answer:
    """Costs are in the tables of the Fivetran log, which this bot does not read."""
    names = ", ".join(f"`{one.name}`" for one in meant.connections[:LISTED]) or quiet(meant.name)
    text = (
        f"I cannot see costs: no cost data is configured for me. What {names} costs is in BigQuery, in "
        f"`{COST_TABLES}` (made from the Fivetran log), and in Fivetran under *Usage*."
    )
    return live(text, f"{DASHBOARD}/usage", scene, as_of=scene.facts.now)


def _requests(meant: Meant, scene: Scene) -> list[ConnectorRequest]:
    of = scene.facts.request_of
    found = [of[one.id] for one in meant.connections if one.id in of]
    return [one for one in found if one.status in CONNECTED][:LISTED]


def _link(meant: Meant) -> str:
    if len(meant.connections) == 1:
        return page_of(meant.connections[0])
    if not meant.connections and meant.requests:
        return where(meant.requests[0])
    return DASHBOARD


def _plain_if_one(lines: list[str]) -> str:
    return lines[0].removeprefix("- ") if len(lines) == 1 else "\n".join(lines)
