"""Is it fresh, when did it last sync, why is it failing."""

from workflows.answers.context import Scene, live, page_of, quiet
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health, schedule
from workflows.errors import Unavailable
from workflows.formatting import ago, duration, moment
from workflows.monitoring.freshness import is_behind, lateness
from workflows.monitoring.health import interval
from workflows.reporting.name_lookup import Meant
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status
from workflows.requests.timeline import DEV_PROJECT


def state(meant: Meant, scene: Scene) -> Answer:
    """How the one connection that is meant is doing, by a fresh look where that is possible."""
    if not meant.connections:
        return pending(meant.requests[0], scene)
    known = meant.connections[0]
    try:
        fresh, as_of = scene.glance.look(known.id), scene.facts.now
    except Unavailable:
        fresh, as_of = known, scene.facts.looked_at.get(known.group_id, scene.facts.now)
    if fresh is None:
        return live(
            f"`{known.name}` is gone: Fivetran does not have it any more.", page_of(known, scene), scene
        )
    lines = [f"{called(fresh, scene)} {verdict(fresh, scene)}", *_details(fresh, scene)]
    return live("\n".join(lines), page_of(fresh, scene), scene, as_of=as_of)


def called(connection: Connection, scene: Scene) -> str:
    """A connection as a sentence begins with it."""
    service, environment = scene.facts.service(connection.service), scene.facts.environment(connection)
    return f"`{connection.name}` ({quiet(service.name)}, {environment.word})"


def verdict(connection: Connection, scene: Scene) -> str:
    """How it is doing: the rest of that sentence."""
    if connection.setup_state == "incomplete":
        return "waits for its credentials; it has never synced."
    if connection.health is Health.BROKEN:
        return f"is **broken**: {quiet(connection.why)}"
    if connection.paused:
        return "is **paused**: it does not sync until somebody resumes it."
    if connection.is_historical_sync:
        return "is loading its history; that can take hours to days."
    if is_behind(connection):
        return "is **delayed**: Fivetran is behind its schedule and goes on by itself."
    if is_late(connection, scene):
        return "is **late**: it has not synced for longer than its schedule says."
    return "is fresh."


def is_late(connection: Connection, scene: Scene) -> bool:
    """Whether its data is older than its schedule promises, or later than an operator said it may be.

    When others start its syncs, and nobody said that, nobody knows (here) when one is due.
    """
    facts = scene.facts
    return lateness(connection, interval(connection, None), facts.rules, facts.now) is not None


def _details(connection: Connection, scene: Scene) -> list[str]:
    now, lines = scene.facts.now, []
    if connection.succeeded_at:
        at = connection.succeeded_at
        lines.append(f"- Last successful sync: {moment(at)} ({ago(at, now)})")
    if connection.failed_at and connection.health is Health.BROKEN:
        lines.append(f"- Last failure: {moment(connection.failed_at)} ({ago(connection.failed_at, now)})")
    if connection.setup_state == "broken":
        lines.append("- To mend it, somebody with access to Fivetran has to reconnect it there.")
    if connection.setup_state != "incomplete":
        lines.append(f"- Schedule: {schedule(connection)}")
    if connection.sync_state == "syncing" and not connection.is_historical_sync:
        lines.append("- A sync is running now.")
    return lines


def pending(request: ConnectorRequest, scene: Scene) -> Answer:
    """A request that has no connection yet."""
    return live(f"There is no connection yet. {standing(request, scene)}", where(request), scene)


def standing(request: ConnectorRequest, scene: Scene) -> str:
    """Where a request stands and whom it waits for, in sentences."""
    asked = duration(scene.facts.now - request.submitted_at)
    who = quiet(request.name_of(request.requester))
    head = f"{who} asked for **{quiet(request.answers.service_name)}** (`{request.dataset}`) {asked} ago"
    waits = WAITS_FOR[request.status].format(who=who, project=DEV_PROJECT)
    return f"{head}; it is **{request.status}**. {waits}"


WAITS_FOR: dict[Status, str] = {
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


def where(request: ConnectorRequest) -> str:
    """Where to read about a request: its card, else its ticket, else nowhere yet."""
    return request.permalink or (request.ticket.url if request.ticket else "")
