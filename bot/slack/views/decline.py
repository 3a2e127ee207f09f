"""The form that asks an approver for the reason of a decline."""

from bot.slack.views.blocks import Block, blockquote, escape_cut, plain_text_object, section
from bot.slack.views.modal import modal
from workflows.requests.model import ConnectorRequest

DECLINE_FORM, DECLINE_TITLE = "decline_form", "Decline request"
DECLINE_REASON_FIELD = "reason"


def decline_form(request: ConnectorRequest, channel: str) -> Block:
    """Return the form that asks for the reason."""
    name = escape_cut(request.name_of(request.requester), 100)
    service = escape_cut(request.answers.service_name, 100)
    summary = f"{name} requested *{service}*\n{blockquote(request.answers.purpose)}"
    field = {
        "type": "input",
        "block_id": DECLINE_REASON_FIELD,
        "label": plain_text_object("Reason", 2_000),
        "hint": plain_text_object("Visible to the requester, in the channel and on the ticket.", 2_000),
        "element": {
            "type": "plain_text_input",
            "action_id": DECLINE_REASON_FIELD,
            "multiline": True,
            "max_length": 1_000,
        },
    }
    metadata = f"{request.id} {channel} {request.revision}"
    blocks = [section(summary), field]
    return modal(DECLINE_TITLE, blocks, callback_id=DECLINE_FORM, submit="Decline", metadata=metadata)
