"""Decisions are made by people who may, about what they saw."""

from collections.abc import Iterator
from datetime import datetime

from tests.chaos.checks.presses import Press, presses
from tests.chaos.world import PEOPLE, Item, World

BUTTONS = {
    "approved": ("approve_request",),
    "declined": ("decline_form",),
    "withdrawn": ("withdraw_request", "withdraw_form"),
}
SENSITIVE = ("confidential", "personal_data", "not_sure")


def only_allowed_people_decide(world: World) -> Iterator[str]:
    """Yield decisions by people who must not decide, and decisions that no press or move explains."""
    pressed = presses(world)
    for request in world.requests:
        decision = request["body"].get("decision")
        if decision:
            verdict = verdict_of(request)
            yield from _of_person(world, request, decision["user_id"], verdict)
            if not _has_cause(world, pressed, request, verdict):
                yield f"no press and no move explains that {request['id']} was {verdict} by {decision['user_id']}"
        elif verdict_of(request) == "approved" and request["status"] not in OPEN:
            yield f"request {request['id']} is {request['status']}, but was never decided"


OPEN = ("submitted", "awaiting_approval", "expired")


def verdict_of(request: Item) -> str:
    """Return `approved`, `declined` or `withdrawn`."""
    return request["status"] if request["status"] in ("declined", "withdrawn") else "approved"


def is_sensitive(request: Item) -> bool:
    """Whether only some approvers may approve it."""
    answers = request["body"]["answers"]
    return bool(answers.get("is_sensitive_service")) or answers["sensitivity"] in SENSITIVE


def _of_person(world: World, request: Item, user: str, verdict: str) -> Iterator[str]:
    who = f"{request['id']} was {verdict} by {user}"
    if verdict == "withdrawn":
        if user != request["requester"]:
            yield f"{who}, who isn't its requester"
        return
    if user == request["requester"]:
        yield f"{who}, its own requester"
    if user not in world.approvers:
        yield f"{who}, who is no approver"
    elif verdict == "approved" and is_sensitive(request) and user not in world.sensitive_approvers:
        yield f"{who}, who may not approve sensitive data"


def _has_cause(world: World, pressed: list[Press], request: Item, verdict: str) -> bool:
    user = request["body"]["decision"]["user_id"]
    by_button = [one for one in pressed if one.action in BUTTONS[verdict] and one.is_about(request)]
    if any(one.user == user and _saw(one, request, verdict) for one in by_button):
        return True
    return verdict != "withdrawn" and _was_moved(world, request, user, verdict)


def _saw(press: Press, request: Item, verdict: str) -> bool:
    """Whether an approval was about the final answers."""
    return verdict != "approved" or press.revision == 1 + len(request["body"].get("edits") or ())


def _was_moved(world: World, request: Item, user: str, verdict: str) -> bool:
    """Whether this person moved the ticket there, after the last edit."""
    edits = request["body"].get("edits") or [{"edited_at": "1970-01-01T00:00:00Z"}]
    last_edit = max(moment(one["edited_at"]) for one in edits)
    return any(
        moved_to == verdict and who == user and at >= last_edit - world.clock_tolerance
        for ticket in world.tickets
        if f"fivetran-request-{request['id']}" in ticket["labels"]
        for who, moved_to, at in moves_of(ticket)
    )


def moves_of(ticket: Item) -> Iterator[tuple[str, str, float]]:
    """Yield who moved the ticket, to which status (in lowercase), and when."""
    for entry in ticket["history"]:
        name = entry["author"]["emailAddress"].partition("@")[0]
        for item in entry["items"]:
            if item["field"] == "status":
                yield PEOPLE.get(name, name), item["toString"].casefold(), moment(entry["created"])


def moment(text: str) -> float:
    """Return a time of the bot or of Jira in epoch seconds."""
    return datetime.fromisoformat(text.replace("Z", "+00:00").replace("+0000", "+00:00")).timestamp()
