"""The form that asks the requester before their request is withdrawn."""

from bot.slack.views.blocks import Block, blockquote, escape, escape_cut, section
from bot.slack.views.card_buttons import withdrawal_consequences
from bot.slack.views.modal import modal
from workflows.requests.model import ConnectorRequest

WITHDRAW_FORM, WITHDRAW_TITLE = "withdraw_form", "Withdraw request"


def withdraw_form(request: ConnectorRequest, channel: str) -> Block:
    """Return the form, which says what happens."""
    service = escape_cut(request.answers.service_name, 200)
    blocks = [
        section(f"You requested *{service}*\n{blockquote(request.answers.purpose)}"),
        section(escape(withdrawal_consequences(request))),
    ]
    metadata = f"{request.id} {channel}"
    return modal(
        WITHDRAW_TITLE, blocks, callback_id=WITHDRAW_FORM, submit="Withdraw", metadata=metadata, close="Keep request"
    )
