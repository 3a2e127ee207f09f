"""The form that asks for access, and what is said when its ticket is open."""

from dataclasses import dataclass
from typing import Any

from bot.slack.views.blocks import Block, context, escape_cut, mrkdwn_link, plain_text_object
from workflows.access_requests import AccessRequest

ACCESS_FORM = "access_form"
BENEFICIARY_FIELD, RESOURCE_FIELD, REASON_FIELD = "who", "what", "why"


@dataclass(frozen=True)
class AccessFormValues:
    """What is known already when the form opens; people can change all of it."""

    beneficiary: str = ""
    resource: str = ""
    reason: str = ""


def access_form(values: AccessFormValues) -> Block:
    """Who needs access to what, and why."""
    return {
        "type": "modal",
        "callback_id": ACCESS_FORM,
        "title": plain_text_object("Ask for access", 24),
        "submit": plain_text_object("Open the ticket", 24),
        "close": plain_text_object("Cancel", 24),
        "blocks": [
            _field(
                BENEFICIARY_FIELD,
                "Who needs access?",
                "Your LDAP login, or a colleague’s",
                200,
                initial=values.beneficiary,
            ),
            _field(
                RESOURCE_FIELD,
                "To what?",
                "Fivetran, or a dataset and its environment",
                200,
                initial=values.resource,
            ),
            _field(
                REASON_FIELD,
                "What for?",
                "The work that needs it",
                1_500,
                multiline=True,
                initial=values.reason,
            ),
            context(":lock: Never type a password or key here. Access is for employees only."),
        ],
    }


def _field(name: str, label: str, hint: str, longest: int, **more: Any) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "placeholder": plain_text_object(hint, 150),
        "max_length": longest,
        "multiline": bool(more.get("multiline")),
    }
    if more.get("initial"):
        element["initial_value"] = more["initial"][:longest]
    return {"type": "input", "block_id": name, "label": plain_text_object(label, 2_000), "element": element}


def access_ticket_opened(request: AccessRequest) -> str:
    """The private message to who asked."""
    where = mrkdwn_link(request.ticket.url, request.ticket.key) if request.ticket else "the ticket"
    return f"Your ticket for access to {escape_cut(request.resource, 200)} is open: {where}. You hear the rest there."


def access_ticket_delayed(request: AccessRequest) -> str:
    """The private message to who asked, when the ticket cannot be opened yet."""
    return (
        f"Your ticket for access to {escape_cut(request.resource, 200)} could not be opened yet: something on our side has "
        "to be mended first. I keep trying and tell you when it is open; nothing that you wrote is lost."
    )
