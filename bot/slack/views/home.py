"""The Home tab: the viewer's requests and connections, and the requests they can decide."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.views.blocks import Block, actions, button, context, header, section
from bot.slack.views.card_buttons import DECISION_BLOCK_PREFIX, EDIT, withdraw_button
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
    """What the Home tab of one viewer shows."""

    own_requests: Sequence[ConnectorRequest]
    awaiting_decision: Sequence[ConnectorRequest]
    has_draft: bool


def home_view(state: HomeState) -> Block:
    """Build the view of the Home tab."""
    connections = [request for request in state.own_requests if request.status in CONNECTED_STATUSES]
    open_ = [request for request in state.own_requests if request.status not in CONNECTED_STATUSES | CLOSED_STATUSES]
    closed = [request for request in state.own_requests if request.status in CLOSED_STATUSES]
    blocks = [
        *actions(_start_buttons(state.has_draft), block_id="start"),
        *_section("Waiting for your decision", state.awaiting_decision, "", is_own=False),
        *_section("Your requests", open_, "No open requests."),
        *_section("Your connections", connections, "No connections yet."),
        *_section("Closed", closed[:5], ""),
        context("Type `/connector help` to see every command."),
    ]
    return {"type": "home", "blocks": blocks}


def _start_buttons(has_draft: bool) -> list[Block]:
    if not has_draft:
        return [button(OPEN_FORM, "Request a connector", "new", style="primary")]
    return [
        button(OPEN_FORM, "Continue your request", "draft", style="primary"),
        button(DISCARD, "Discard draft", "draft"),
    ]


def _section(headline: str, requests: Sequence[ConnectorRequest], if_empty: str, *, is_own: bool = True) -> list[Block]:
    if not requests and not if_empty:
        return []
    if not requests:
        return [header(headline), context(if_empty)]
    lines = [block for request in requests[:MAX_HOME_REQUESTS] for block in _request_blocks(request, is_own)]
    more = len(requests) - MAX_HOME_REQUESTS
    return [header(headline), *lines, *([context(f"… and {more} more")] if more > 0 else [])]


def _request_blocks(request: ConnectorRequest, is_own: bool) -> list[Block]:
    """Build the line of a request, and the buttons that its requester can still use."""
    line = section(request_line(request).removeprefix("• "))
    if not is_own or request.status not in UNCONNECTED_STATUSES:
        return [line]
    edit = [button(EDIT, "Edit", request.id)] if request.status in UNDECIDED_STATUSES else []
    block_id = f"{request.id}:{DECISION_BLOCK_PREFIX}{request.revision}"
    return [line, *actions([*edit, withdraw_button(request)], block_id=block_id)]
