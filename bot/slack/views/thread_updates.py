"""The messages in the thread under a card, one per timeline event."""

from bot.slack.views.blocks import escape, escape_cut, mention
from workflows.requests.custom_connector import build_checklist
from workflows.requests.edits import edit_text
from workflows.requests.journey import has_journey
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import (
    APPROVAL_PREFIX,
    HANDED_OVER_PREFIX,
    LEFTOVER_EVENT,
    MISSING_PREFIX,
    OWNER_LEFT_PREFIX,
    UNCOUNTED_PREFIX,
    approval_text,
    data_location,
    leftover_text,
    missing_ticket_text,
    owner_left_text,
    uncounted_text,
)

BROADCAST_EVENTS = frozenset({"live"})
"""Events that are also shown in the channel."""


def timeline_text(request: ConnectorRequest, event_key: str) -> str:
    """Return the message about an event. It mentions the requester if no direct message says it."""
    requester, service = mention(request.requester), escape(request.answers.service_name)
    addressee = "" if has_journey(request) else f"{requester}, "
    decider = escape(request.name_of(request.decision.user_id)) if request.decision else ""
    reason = escape_cut(request.decision.reason or "", 1_000) if request.decision else ""
    location = data_location(request)
    if event_key.startswith(UNCOUNTED_PREFIX):
        change_id = int(event_key.removeprefix(UNCOUNTED_PREFIX))
        moves = (uncounted_text(move) for move in request.uncounted_moves if move.change_id == change_id)
        return f":warning: {requester}, {escape_cut(next(moves), 1_000)}"
    if event_key.startswith(APPROVAL_PREFIX):
        number = int(event_key.removeprefix(APPROVAL_PREFIX))
        return f":+1: {escape(approval_text(request, number))}"
    if event_key.startswith(MISSING_PREFIX):
        return f":warning: {escape(missing_ticket_text(request))}"
    if event_key.startswith("edited-"):
        return _edited(request, int(event_key.removeprefix("edited-")))
    if event_key.startswith(OWNER_LEFT_PREFIX):
        return f":wave: {requester}, {escape(owner_left_text(request))}"
    if event_key.startswith(("left-", "taken-over-", HANDED_OVER_PREFIX)):
        return _handover(request, event_key)
    lines = {
        "approved": f":+1: {addressee}{decider} approved this.",
        "declined": f":no_entry_sign: {addressee}{decider} declined this: {reason}",
        "withdrawn": f"{decider} withdrew this request.",
        "expired": f"{addressee}{'this' if addressee else 'This'} request expired.",
        "created": f":gear: {requester}, the connection is created. I sent you a sign-in link.",
        "building": _checklist(request),
        "joined": f":gear: {addressee}{'the' if addressee else 'The'} connector is built. It loads into {location}.",
        LEFTOVER_EVENT: f":warning: {escape(leftover_text(request))}",
        "live": f":tada: {requester}, the first data of *{service}* is in {location}.",
    }
    return lines[event_key]


def _handover(request: ConnectorRequest, event_key: str) -> str:
    """Return the line about a requester who left, or about the new requester."""
    kind, _, number = event_key.rpartition("-")
    if int(number) > len(request.handovers):
        return f":wave: {escape(request.name_of(request.requester))} has left. An approver can take over."
    handover = request.handovers[int(number) - 1]
    left = escape(request.name_of(handover.from_user))
    if handover.handed_over_by and kind != "left":
        by = escape(request.name_of(handover.handed_over_by))
        return f":handshake: {by} reassigned this request from {left} to {mention(handover.to_user)}."
    return (
        f":wave: {left} has left."
        if kind == "left"
        else f":handshake: {mention(handover.to_user)} took over from {left}."
    )


def _edited(request: ConnectorRequest, revision: int) -> str:
    edit = request.edits[revision - 2]
    return f"{':wastebasket:' if edit.removal else ':pencil2:'} {escape_cut(edit_text(request, edit), 1_500)}"


def _checklist(request: ConnectorRequest) -> str:
    if not request.answers.is_custom:
        return ""
    steps = "\n".join(f"☐ {escape_cut(step, 500)}" for step in build_checklist(request.answers, request.dataset))
    return f":hammer_and_wrench: Steps to build this connector:\n{steps}"
