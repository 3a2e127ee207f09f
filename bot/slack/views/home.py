"""The Home tab: what is mine, and what waits for me."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.views.blocks import Block, button, context, section
from bot.slack.views.card import DECISION_BLOCK_PREFIX, EDIT, withdraw_button
from bot.slack.views.lists import request_line
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import (
    CLOSED_STATUSES,
    CONNECTED_STATUSES,
    UNCONNECTED_STATUSES,
    UNDECIDED_STATUSES,
)

OPEN_FORM, DISCARD = "open_form", "discard_draft"
MAX_HOME_REQUESTS = 15
"""Requests of each kind; a Home tab takes 100 blocks."""


@dataclass(frozen=True)
class HomeState:
    """What somebody finds there."""

    own_requests: Sequence[ConnectorRequest]
    awaiting_decision: Sequence[ConnectorRequest]
    has_draft: bool


def home_view(state: HomeState) -> Block:
    """The view."""
    connections = [request for request in state.own_requests if request.status in CONNECTED_STATUSES]
    open_ = [
        request
        for request in state.own_requests
        if request.status not in CONNECTED_STATUSES | CLOSED_STATUSES
    ]
    over = [request for request in state.own_requests if request.status in CLOSED_STATUSES]
    blocks = [
        {"type": "actions", "block_id": "start", "elements": _start(state.has_draft)},
        *_part("Waiting for your decision", state.awaiting_decision, "", mine=False),
        *_part("Your requests", open_, "Nothing that you asked for waits for anything."),
        *_part("Your connections", connections, "You have no connections yet."),
        *_part("Over", over[:5], ""),
        context("`/connector help` shows what can be typed."),
    ]
    return {"type": "home", "blocks": blocks}


def _start(has_draft: bool) -> list[Block]:
    if not has_draft:
        return [button(OPEN_FORM, "Request a connector", "new", style="primary")]
    return [
        button(OPEN_FORM, "Go on with your request", "draft", style="primary"),
        button(DISCARD, "Throw the draft away", "draft"),
    ]


def _part(
    headline: str, requests: Sequence[ConnectorRequest], nothing: str, *, mine: bool = True
) -> list[Block]:
    if not requests and not nothing:
        return []
    head = {"type": "header", "text": {"type": "plain_text", "text": headline}}
    if not requests:
        return [head, context(nothing)]
    lines = [block for request in requests[:MAX_HOME_REQUESTS] for block in _line(request, mine)]
    more = len(requests) - MAX_HOME_REQUESTS
    return [head, *lines, *([context(f"… and {more} more")] if more > 0 else [])]


def _line(request: ConnectorRequest, mine: bool) -> list[Block]:
    """A request, and what its requester can still do about it."""
    line = section(request_line(request).removeprefix("• "))
    if not mine or request.status not in UNCONNECTED_STATUSES:
        return [line]
    edit = [button(EDIT, "Edit", request.id)] if request.status in UNDECIDED_STATUSES else []
    block_id = f"{request.id}:{DECISION_BLOCK_PREFIX}{request.revision}"
    return [line, {"type": "actions", "block_id": block_id, "elements": [*edit, withdraw_button(request)]}]
