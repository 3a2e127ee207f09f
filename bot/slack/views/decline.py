"""The form that asks why: a decline without a reason helps nobody."""

from bot.slack.views.blocks import Block, blockquote, escape_cut, plain_text_object, section
from workflows.requests.model import ConnectorRequest

DECLINE_FORM = "decline_form"
DECLINE_REASON_FIELD = "reason"


def loading_view() -> Block:
    """Opened at once, because the right to open a form lasts three seconds; filled in after a look."""
    return _modal([section("One moment …")])


def decline_form(request: ConnectorRequest, channel: str) -> Block:
    """Ask for the reason."""
    name = escape_cut(request.name_of(request.requester), 100)
    summary = f"{name} asked for *{escape_cut(request.answers.service_name, 100)}*\n{blockquote(request.answers.purpose)}"
    field = {
        "type": "input",
        "block_id": DECLINE_REASON_FIELD,
        "label": plain_text_object("Why not?", 2_000),
        "hint": plain_text_object(
            "The requester reads this, and so does everybody in the channel and in the ticket.", 2_000
        ),
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


def refusal_view(words: str) -> Block:
    """Say why there is nothing to decline."""
    return _modal([section(escape_cut(words, 1_000))])


def _modal(blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": DECLINE_FORM,
        "title": plain_text_object("Decline a request", 24),
        "close": plain_text_object("Cancel", 24),
        "blocks": blocks,
    }
