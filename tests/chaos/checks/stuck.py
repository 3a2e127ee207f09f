"""Nothing waits forever, nothing failed for good, no process ended by itself."""

from collections.abc import Iterator

from tests.chaos.checks.mirrors import is_ticket_trouble_shown, warnings_on_card
from tests.chaos.world import WHO_LEFT, Item, World

FAILED = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "CANCELLED")
UNFINISHED = ("PENDING", "ENQUEUED", "DELAYED")
UNFINISHED_STATUSES = ("submitted", "approved")
"""Statuses that a request leaves by itself."""


def nothing_is_stuck(world: World) -> Iterator[str]:
    """Yield workflows, requests, incidents and attempts that don't get on."""
    for workflow in world.workflows:
        if workflow["status"] in FAILED:
            yield f"the workflow {workflow['id']} ended as {workflow['status']}"
        elif workflow["status"] in UNFINISHED and workflow["created_at"] < world.settled_from:
            yield f"the workflow {workflow['id']} is still {workflow['status']}"
    for request in world.requests:
        if not request["is_in_sync"] and not is_ticket_trouble_shown(world, request):
            yield f"request {request['id']} ({request['status']}) lags: {request['body'].get('problem')}"
        elif request["status"] in UNFINISHED_STATUSES and not warnings_on_card(world, request):
            yield f"request {request['id']} stays {request['status']}, and its card doesn't say why"
    for incident in world.incidents:
        if not incident["is_in_sync"]:
            yield f"the incident {incident['id']} wasn't notified"
    yield from _attempts_without_outcome(world)


def _attempts_without_outcome(world: World) -> Iterator[str]:
    keys = {message["key"] for message in world.messages}
    for entry in world.ledger:
        kind, _, rest = entry["key"].partition(":")
        if entry["key"].startswith("connection for request ") or kind == "connection":
            request = world.request(entry["key"].replace(":", " ").rpartition(" ")[2])
            if request and not request["connection_id"] and request["status"] == "approved":
                yield f"nothing came of the attempt “{entry['key']}”"
        elif kind == "ticket":
            if not any(f"fivetran-request-{rest}" in ticket["labels"] for ticket in world.tickets):
                yield f"nothing came of the attempt “{entry['key']}”"
        elif kind in MESSAGES and not _was_posted(entry["key"], keys) and _is_due(world, kind, rest):
            yield f"nothing came of the attempt “{entry['key']}”"


def _was_posted(key: str, posted: set[str]) -> bool:
    """Whether a message was posted with this key. A Connect Card can be overtaken by a newer one."""
    if key.startswith("handover:"):
        return any(other.startswith(":".join(key.split(":")[:2]) + ":") for other in posted)
    return key in posted


MESSAGES = ("card", "thread", "handover", "incident")


def _is_due(world: World, kind: str, rest: str) -> bool:
    """Whether a message is due: its reader is there, its request goes on, and a Connect Card is still needed."""
    if kind == "incident" and rest.endswith(WHO_LEFT):
        return False
    request: Item | None = world.request(rest.partition(":")[0])
    if request is None:
        return True
    if kind == "handover":
        return bool(request["status"] == "awaiting_credentials")
    return request["status"] not in ("withdrawn", "declined", "expired", "retired")


def no_process_ended(world: World) -> Iterator[str]:
    """Yield processes that ended by themselves, and what no log should say."""
    yield from world.deaths
    yield from (f"the log says {line}" for line in world.log)
