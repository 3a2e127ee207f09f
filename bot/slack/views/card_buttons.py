"""The buttons of a request. Each carries the request id, and the listener checks who presses it."""

from bot.slack.views.blocks import Block, actions, button, confirm, truncate
from workflows.requests.admission import is_admitted
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNCONNECTED_STATUSES, UNDECIDED_STATUSES, Status

APPROVE, DECLINE, WITHDRAW, EDIT = "approve_request", "decline_request", "withdraw_request", "edit_request"
TAKE_OVER, REASSIGN, CHANGE_AND_RESEND = "take_over_request", "reassign_request", "resend_request"
REMOVE_TEXT = "remove_text"
"""The menu beside the purpose on cards that earlier versions posted."""
DECISION_BLOCK_PREFIX = "decide:"
"""Prefix of the id of the button block, followed by the revision of the answers shown."""


def request_actions(request: ConnectorRequest, buttons: list[Block]) -> list[Block]:
    """Return a row of buttons that says which revision of the answers stands above it."""
    return actions(buttons, block_id=f"{DECISION_BLOCK_PREFIX}{request.revision}")


def decision_buttons(request: ConnectorRequest) -> list[Block]:
    """Return the buttons of approvers while the request waits for a decision, also while its ticket can't be opened."""
    if request.status not in UNDECIDED_STATUSES or not is_admitted(request):
        return []
    label = f"{request.answers.service_name} for {request.name_of(request.requester)}"
    approve = truncate(f"Approve {label}", 75)
    decline = truncate(f"Decline {label}", 75)
    confirmation = {"confirm": _sensitive_confirm(request)} if request.answers.is_sensitive else {}
    return [
        button(APPROVE, "Approve", request.id, style="primary", accessibility_label=approve, **confirmation),
        button(DECLINE, "Decline", request.id, accessibility_label=decline),
    ]


def _sensitive_confirm(request: ConnectorRequest) -> Block:
    """Return the dialog that says what an approval of sensitive data leads to."""
    name, service = (truncate(one, 60) for one in (request.name_of(request.requester), request.answers.service_name))
    text = (
        f"{name} signs in at Fivetran. Then {service} data loads into {truncate(request.dataset, 60)}. "
        "All of data engineering can read it until its access is restricted."
    )
    return confirm("Approve sensitive data?", text, "Approve", style="primary")


def requester_buttons(request: ConnectorRequest) -> list[Block]:
    """Return the buttons that only the requester can use."""
    edit = [button(EDIT, "Edit", request.id)] if request.status in UNDECIDED_STATUSES else []
    return [*edit, *([withdraw_button(request)] if request.status in UNCONNECTED_STATUSES else [])]


def take_over_buttons(request: ConnectorRequest) -> list[Block]:
    """Return the button that makes an approver the requester, after the requester has left."""
    is_offered = request.requester_left_at and not request.is_closed
    return [button(TAKE_OVER, "Take over", request.id)] if is_offered else []


def reassign_buttons(request: ConnectorRequest) -> list[Block]:
    """Return the button with which requester and approvers choose another requester or business owner."""
    return [] if request.is_closed else [button(REASSIGN, "Reassign", request.id)]


def resend_button(request: ConnectorRequest, **style: str) -> Block:
    """Return the button that opens a new form with the answers of a request that ended."""
    label = truncate(f"Change and resend {request.answers.service_name}", 75)
    return button(CHANGE_AND_RESEND, "Change and resend", request.id, accessibility_label=label, **style)


def withdraw_button(request: ConnectorRequest) -> Block:
    """Return the button that withdraws the request."""
    sure = confirm("Withdraw this request?", withdrawal_consequences(request), "Withdraw")
    return button(WITHDRAW, "Withdraw", request.id, confirm=sure)


def withdrawal_consequences(request: ConnectorRequest) -> str:
    """Return what a withdrawal leads to, as plain text."""
    stops = "Data engineering stops building it" if request.status is Status.BEING_BUILT else "No connection is created"
    ticket = f"{request.ticket.key} is closed" if request.ticket else "the ticket is closed"
    return f"{stops}, and {ticket}. You can change it and send it again."
