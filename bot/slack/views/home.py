"""The Home tab in the order of need: the viewer's turn, what they can decide, their requests and connections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.slack.views.access_questions import access_question_line, answer_buttons, own_question_line
from bot.slack.views.blocks import Block, actions, button, context, header, section
from bot.slack.views.card_buttons import (
    DECISION_BLOCK_PREFIX,
    decision_buttons,
    reassign_buttons,
    requester_buttons,
    resend_button,
)
from bot.slack.views.connect_card import sign_in_link_button
from bot.slack.views.home_lines import connection_line, decision_line, owned_line, request_status_line, turn_line
from bot.slack.views.redacted import DEFAULT_DECIDER, show_details_button
from workflows.access_questions.model import AccessQuestion
from workflows.reporting.duplicates import ExistingConnection
from workflows.reporting.own_connections import OwnConnection
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, CONNECTED_STATUSES, Status

OPEN_FORM, CONTINUE_FORM, DISCARD = "open_form", "continue_form", "discard_draft"
MAX_TURNS, MAX_DECISIONS, MAX_REQUESTS, MAX_CONNECTIONS, MAX_CLOSED = 10, 10, 10, 15, 5
"""Rows of each kind; a Home tab takes 100 blocks, and a row with buttons is two."""
CAUGHT_UP = ":white_check_mark: You're all caught up."


@dataclass(frozen=True)
class HomeState:
    """What the Home tab of one viewer shows."""

    own_requests: Sequence[ConnectorRequest]
    awaiting_decision: Sequence[ConnectorRequest]
    has_draft: bool
    access_questions: Sequence[AccessQuestion] = ()
    """Questions for access that wait for the viewer's answer."""
    connections: Mapping[str, OwnConnection] = field(default_factory=dict)
    """Connection id → the state of the viewer's connections."""
    decider: str = DEFAULT_DECIDER
    """Who decides requests, as mrkdwn."""
    owned: Sequence[ExistingConnection] = ()
    """The connections that the viewer claimed or was given, and those of their user groups."""
    own_questions: Sequence[AccessQuestion] = ()
    """Questions for access that the viewer asked, and that wait for an answer."""
    deciders: Mapping[str, str] = field(default_factory=dict)
    """Request id → who decides it by the approval policy, as mrkdwn."""

    def needs_viewer(self, request: ConnectorRequest) -> bool:
        """Return whether a request of the viewer goes on only after they do something."""
        found = self.connections.get(request.connection_id or "")
        is_broken = request.status is Status.BROKEN and found is not None and found.needs_sign_in
        is_unowned = request.has_owner_left and not request.is_closed
        return request.status is Status.AWAITING_CREDENTIALS or is_broken or is_unowned


def home_view(state: HomeState) -> Block:
    """Build the view of the Home tab."""
    turns = [request for request in state.own_requests if state.needs_viewer(request)]
    rest = [request for request in state.own_requests if request not in turns]
    open_ = [request for request in rest if request.status not in CONNECTED_STATUSES | CLOSED_STATUSES]
    requests = [_open_request(request, state) for request in open_]
    connections = [request for request in rest if request.status in CONNECTED_STATUSES]
    requested = [_connection(request, state) for request in connections]
    closed = [request for request in rest if request.status in CLOSED_STATUSES]
    is_free = not (turns or state.access_questions or state.awaiting_decision)
    blocks = [
        *actions(_start_buttons(state.has_draft), block_id="start"),
        *([section(CAUGHT_UP)] if is_free else []),
        *_part("Your turn", [*_questions(state), *map(_turn, turns)], MAX_TURNS),
        *_part("Waiting for your decision", [_decision(one) for one in state.awaiting_decision], MAX_DECISIONS),
        *_part("Your requests", [*requests, *_own_questions(state)], MAX_REQUESTS, "No open requests."),
        *_part("Your connections", [*requested, *map(_owned, state.owned)], MAX_CONNECTIONS, "None so far."),
        *_part("Closed", [_closed(one) for one in closed[:MAX_CLOSED]], MAX_CLOSED),
        context("Type `/connector help` to see what I can do."),
    ]
    return {"type": "home", "blocks": blocks}


def _start_buttons(has_draft: bool) -> list[Block]:
    if not has_draft:
        return [button(OPEN_FORM, "Request a connector", "new", style="primary")]
    return [
        button(CONTINUE_FORM, "Continue your request", "draft", style="primary"),
        button(DISCARD, "Discard draft", "draft"),
    ]


def _part(headline: str, rows: Sequence[list[Block]], limit: int, if_empty: str = "") -> list[Block]:
    """Return a headline with at most `limit` rows; nothing without rows, unless it says so."""
    if not rows:
        return [header(headline), context(if_empty)] if if_empty else []
    more = len(rows) - limit
    shown = [block for row in rows[:limit] for block in row]
    return [header(headline), *shown, *([context(f"… and {more} more")] if more > 0 else [])]


def _questions(state: HomeState) -> list[list[Block]]:
    return [
        [section(access_question_line(one)), *actions(answer_buttons(one), block_id=f"question {one.id}")]
        for one in state.access_questions
    ]


def _own_questions(state: HomeState) -> list[list[Block]]:
    """Return a row for each thing that the viewer asked for. Restricted connections of a service share one."""
    return [[section(line)] for line in dict.fromkeys(map(own_question_line, state.own_questions))]


def _turn(request: ConnectorRequest) -> list[Block]:
    """Return a request that waits for its requester, with the button that gets it going."""
    needs_sign_in = request.status is Status.BROKEN and not request.has_owner_left
    if needs_sign_in or request.status is Status.AWAITING_CREDENTIALS:
        buttons = [sign_in_link_button(request, style="primary")]
    else:
        buttons = reassign_buttons(request)
    return [section(turn_line(request)), *_buttons(request, [*buttons, *requester_buttons(request)])]


def _decision(request: ConnectorRequest) -> list[Block]:
    buttons = [*decision_buttons(request), show_details_button(request)]
    return [section(decision_line(request)), *_buttons(request, buttons)]


def _open_request(request: ConnectorRequest, state: HomeState) -> list[Block]:
    decider = state.deciders.get(request.id, state.decider)
    return [section(request_status_line(request, decider)), *_buttons(request, requester_buttons(request))]


def _closed(request: ConnectorRequest) -> list[Block]:
    return [section(request_status_line(request), accessory=resend_button(request))]


def _connection(request: ConnectorRequest, state: HomeState) -> list[Block]:
    return [section(connection_line(request, state.connections.get(request.connection_id or "")))]


def _owned(found: ExistingConnection) -> list[Block]:
    return [section(owned_line(found))]


def _buttons(request: ConnectorRequest, buttons: Sequence[Block]) -> list[Block]:
    return actions(buttons, block_id=f"{request.id}:{DECISION_BLOCK_PREFIX}{request.revision}")
