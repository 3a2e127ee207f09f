"""The menu of a request, on its card and in its details: what people do less often than decide.

Slack confirms a menu as a whole, never one of its options, so *Withdraw* opens a form that asks.
https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from bot.slack.views.blocks import Block
from bot.slack.views.inputs import option_object
from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import removable_texts
from workflows.requests.state_machine import UNCONNECTED_STATUSES, UNDECIDED_STATUSES

REQUEST_MENU = "request_menu"


class RequestChoice(StrEnum):
    """An option of the menu. The value follows the request id in the option's value."""

    EDIT = "edit"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    REMOVE_TEXT = "remove_text"


CHOICE_LABELS = {
    RequestChoice.EDIT: "Edit",
    RequestChoice.REASSIGN: "Reassign",
    RequestChoice.WITHDRAW: "Withdraw",
    RequestChoice.REMOVE_TEXT: "Remove from history",
}
ALL_CHOICES = frozenset(RequestChoice)
APPROVER_CHOICES = frozenset({RequestChoice.REASSIGN, RequestChoice.REMOVE_TEXT})
"""What approvers can do too; the others are for the requester only."""


def request_menu(request: ConnectorRequest, choices: Collection[RequestChoice] = ALL_CHOICES) -> list[Block]:
    """Return the menu with those of the choices that the request's status allows; nothing without any."""
    offered = [choice for choice in _possible_choices(request) if choice in choices]
    options = [option_object(f"{request.id} {choice}", CHOICE_LABELS[choice]) for choice in offered]
    return [{"type": "overflow", "action_id": REQUEST_MENU, "options": options}] if options else []


def _possible_choices(request: ConnectorRequest) -> Iterator[RequestChoice]:
    if request.status in UNDECIDED_STATUSES:
        yield RequestChoice.EDIT
    if not request.is_closed:
        yield RequestChoice.REASSIGN
    if request.status in UNCONNECTED_STATUSES:
        yield RequestChoice.WITHDRAW
    if removable_texts(request):
        yield RequestChoice.REMOVE_TEXT
