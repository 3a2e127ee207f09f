"""The view behind *Show details*: the whole request, with the buttons of the person who opened it."""

from dataclasses import dataclass

from bot.slack.views.blocks import Block
from bot.slack.views.card import request_facts
from bot.slack.views.card_buttons import decision_buttons, request_actions
from bot.slack.views.modal import modal
from bot.slack.views.request_menu import ALL_CHOICES, APPROVER_CHOICES, RequestChoice, request_menu
from workflows.requests.model import ConnectorRequest

DETAILS_TITLE = "Request details"


@dataclass(frozen=True)
class DetailsRole:
    """What the person who opened the details can do besides reading."""

    is_requester: bool = False
    is_approver: bool = False
    """Whether they can decide this request."""

    @property
    def choices(self) -> frozenset[RequestChoice]:
        """Return what they can choose in the menu."""
        if self.is_requester:
            return ALL_CHOICES
        return APPROVER_CHOICES if self.is_approver else frozenset()


def details_view(request: ConnectorRequest, role: DetailsRole) -> Block:
    """Return the view of a request for a person who has access to it."""
    buttons = decision_buttons(request) if role.is_approver else []
    buttons += request_menu(request, role.choices)
    return modal(DETAILS_TITLE, [*request_facts(request), *request_actions(request, buttons)])
