"""The access request form and the direct messages about its ticket."""

from dataclasses import dataclass

from bot.slack.views.blocks import Block, context, escape_cut, mrkdwn_link, plain_text_object
from bot.slack.views.inputs import input_block, text_input
from bot.slack.views.modal import modal
from workflows.access_questions.model import UNNAMED_ANSWERER
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
    blocks = [
        _field(BENEFICIARY_FIELD, "Who needs access?", "Your LDAP login, or a colleague’s", values.beneficiary),
        _field(
            RESOURCE_FIELD,
            "What do they need access to?",
            "Fivetran, or a dataset and its environment",
            values.resource,
        ),
        _field(REASON_FIELD, "Why do they need it?", "The work they need it for", values.reason, multiline=True),
        context(":lock: Never enter a password or key here. Access is for employees only."),
    ]
    return modal("Request access", blocks, callback_id=ACCESS_FORM, submit="Open ticket")


def _field(name: str, label: str, example: str, value: str, *, multiline: bool = False) -> Block:
    element = text_input(
        name, value, 1_500 if multiline else 200, placeholder=plain_text_object(example, 150), multiline=multiline
    )
    return input_block(name, label, element)


def access_ticket_opened(request: AccessRequest) -> str:
    """Return the direct message to the requester once the ticket is open."""
    ticket = mrkdwn_link(request.ticket.url, request.ticket.key) if request.ticket else "a ticket"
    if request.is_approved:
        return (
            f":white_check_mark: {escape_cut(request.approver_name or UNNAMED_ANSWERER, 80)} approved your access to "
            f"{escape_cut(request.resource, 200)}. I opened {ticket}: data engineering grants it there."
        )
    return f"I opened {ticket} for access to {escape_cut(request.resource, 200)}. Updates are posted there."


def access_ticket_delayed(request: AccessRequest) -> str:
    """Return the direct message to the requester if the ticket is delayed."""
    resource = escape_cut(request.resource, 200)
    return (
        f"I couldn't open your access ticket for {resource} yet because of a problem on our side. "
        "I'll keep retrying and message you when it's open."
    )
