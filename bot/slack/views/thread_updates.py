"""What the thread under a card says of each milestone."""

from bot.slack.views.blocks import escape, escape_cut, mention
from workflows.requests.custom_connector import build_checklist
from workflows.requests.model import ConnectorRequest
from workflows.requests.timeline import data_location

BROADCAST_EVENTS = frozenset({"live"})
"""Milestones that the channel hears of, not only the thread."""


def timeline_text(request: ConnectorRequest, event_key: str) -> str:
    """One line; the requester is mentioned where it is news for them."""
    owner, service = mention(request.requester), escape(request.answers.service_name)
    by = escape(request.name_of(request.decision.user_id)) if request.decision else ""
    reason = escape_cut(request.decision.reason or "", 1_000) if request.decision else ""
    where = data_location(request)
    if event_key.startswith("edited-"):
        return _edited(request, int(event_key.removeprefix("edited-")))
    lines = {
        "approved": f":+1: {owner}, {by} approved this. The development connection is being created.",
        "declined": f":no_entry_sign: {owner}, {by} declined this: {reason}",
        "withdrawn": f"{by} withdrew this request.",
        "expired": f"{owner}, nobody decided in time, so this has expired. Ask again if you still need it.",
        "created": f":gear: The connection exists. {owner}, your Connect Card is in your direct messages.",
        "building": _checklist(request),
        "joined": f":gear: {owner}, the connection that was built is there; it loads into {where}.",
        "live": f":tada: {owner}, first data of *{service}* is in {where}.",
    }
    return lines[event_key]


def _edited(request: ConnectorRequest, revision: int) -> str:
    changes = escape_cut("; ".join(request.edits[revision - 2].changes), 1_500)
    return f":pencil2: {escape(request.name_of(request.requester))} changed the request. {changes}"


def _checklist(request: ConnectorRequest) -> str:
    if not request.answers.is_custom:
        return ""
    steps = "\n".join(
        f"☐ {escape_cut(step, 500)}" for step in build_checklist(request.answers, request.dataset)
    )
    return f":hammer_and_wrench: To be built, in the development environment first:\n{steps}"
