"""The form that asks an approver for the reason of a decline."""

from bot.slack.views.blocks import Block, blockquote, escape_cut, plain_text_object, section
from workflows.requests.model import ConnectorRequest

DECLINE_FORM = "decline_form"
DECLINE_REASON_FIELD = "reason"


def loading_view() -> Block:
    """Return the view to open at once: the trigger id expires after three seconds."""
    return _modal([section("Loading …")])


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
    form = _modal([section(summary), field])
    return form | {
        "submit": plain_text_object("Decline", 24),
        "private_metadata": f"{request.id} {channel} {request.revision}",
    }


def refusal_view(reason: str) -> Block:
    """Return the view that explains why the request can't be declined."""
    return _modal([section(escape_cut(reason, 1_000))])


def _modal(blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": DECLINE_FORM,
        "title": plain_text_object("Decline request", 24),
        "close": plain_text_object("Cancel", 24),
        "blocks": blocks,
    }
