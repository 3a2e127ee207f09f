"""The form that asks an approver for the reason of a decline."""

from bot.slack.views.blocks import Block, blockquote, escape_cut, section
from bot.slack.views.inputs import input_block, text_input
from bot.slack.views.modal import modal
from workflows.requests.model import ConnectorRequest

DECLINE_FORM, DECLINE_TITLE = "decline_form", "Decline request"
DECLINE_REASON_FIELD = "reason"
OPEN_HINT = "Visible to the requester, in the channel, and on the ticket."
CONFIDENTIAL_HINT = "Visible to the requester and on the ticket. The channel sees only that you declined."


def decline_form(request: ConnectorRequest, channel: str) -> Block:
    """Return the form that asks for the reason."""
    name = escape_cut(request.name_of(request.requester), 100)
    service = escape_cut(request.answers.service_name, 100)
    summary = f"{name} requested *{service}*\n{blockquote(request.answers.purpose)}"
    reason = text_input(DECLINE_REASON_FIELD, None, 1_000, multiline=True)
    hint = CONFIDENTIAL_HINT if request.answers.is_sensitive else OPEN_HINT
    metadata = f"{request.id} {channel} {request.revision}"
    blocks = [section(summary), input_block(DECLINE_REASON_FIELD, "Reason", reason, hint=hint)]
    return modal(DECLINE_TITLE, blocks, callback_id=DECLINE_FORM, submit="Decline", metadata=metadata)
