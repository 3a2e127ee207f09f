"""The access request form and the direct messages about its ticket."""

from dataclasses import dataclass
from typing import Any

from bot.slack.views.blocks import Block, context, escape_cut, mrkdwn_link, plain_text_object
from workflows.access_requests import AccessRequest

ACCESS_FORM = "access_form"
BENEFICIARY_FIELD, RESOURCE_FIELD, REASON_FIELD = "who", "what", "why"


@dataclass(frozen=True)
class AccessFormValues:
    """Initial values of the form."""

    beneficiary: str = ""
    resource: str = ""
    reason: str = ""


def access_form(values: AccessFormValues) -> Block:
    """Return the form that asks who needs access to what, and why."""
    return {
        "type": "modal",
        "callback_id": ACCESS_FORM,
        "title": plain_text_object("Request access", 24),
        "submit": plain_text_object("Open ticket", 24),
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
                "What do they need access to?",
                "Fivetran, or a dataset and its environment",
                200,
                initial=values.resource,
            ),
            _field(
                REASON_FIELD,
                "Why do they need it?",
                "The work they need it for",
                1_500,
                multiline=True,
                initial=values.reason,
            ),
            context(":lock: Never enter a password or key here. Access is for employees only."),
        ],
    }


def _field(name: str, label: str, hint: str, max_chars: int, **options: Any) -> Block:
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": name,
        "placeholder": plain_text_object(hint, 150),
        "max_length": max_chars,
        "multiline": bool(options.get("multiline")),
    }
    if options.get("initial"):
        element["initial_value"] = options["initial"][:max_chars]
    return {"type": "input", "block_id": name, "label": plain_text_object(label, 2_000), "element": element}


def access_ticket_opened(request: AccessRequest) -> str:
    """Return the direct message to the requester once the ticket is open."""
    ticket = mrkdwn_link(request.ticket.url, request.ticket.key) if request.ticket else "a ticket"
    return f"I opened {ticket} for access to {escape_cut(request.resource, 200)}. Updates are posted there."


def access_ticket_delayed(request: AccessRequest) -> str:
    """Return the direct message to the requester if the ticket is delayed."""
    resource = escape_cut(request.resource, 200)
    return (
        f"I couldn't open your access ticket for {resource} yet because of a problem on our side. "
        "I'll keep retrying and message you when it's open."
    )
