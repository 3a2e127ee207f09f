"""The form that asks why: a decline without a reason helps nobody."""

from bot.slack.views.blocks import Block, plain, quoted, safe, section
from workflows.requests.model import ConnectorRequest

DECLINE_FORM = "decline_form"
REASON = "reason"


def loading() -> Block:
    """Opened at once, because the right to open a form lasts three seconds; filled in after a look."""
    return _modal([section("One moment …")])


def decline_form(request: ConnectorRequest, channel: str) -> Block:
    """Ask for the reason."""
    name = safe(request.name_of(request.requester), 100)
    summary = (
        f"{name} asked for *{safe(request.answers.service_name, 100)}*\n{quoted(request.answers.purpose)}"
    )
    field = {
        "type": "input",
        "block_id": REASON,
        "label": plain("Why not?", 2_000),
        "hint": plain(
            "The requester reads this, and so does everybody in the channel and in the ticket.", 2_000
        ),
        "element": {
            "type": "plain_text_input",
            "action_id": REASON,
            "multiline": True,
            "max_length": 1_000,
        },
    }
    form = _modal([section(summary), field])
    return form | {
        "submit": plain("Decline", 24),
        "private_metadata": f"{request.id} {channel} {request.revision}",
    }


def refusal(words: str) -> Block:
    """Say why there is nothing to decline."""
    return _modal([section(safe(words, 1_000))])


def _modal(blocks: list[Block]) -> Block:
    return {
        "type": "modal",
        "callback_id": DECLINE_FORM,
        "title": plain("Decline a request", 24),
        "close": plain("Cancel", 24),
        "blocks": blocks,
    }
