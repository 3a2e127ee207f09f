"""The form that removes a text of a request from history."""

from bot.slack.views.blocks import Block, section
from bot.slack.views.inputs import input_block, select_input
from bot.slack.views.modal import message_modal, modal
from workflows.requests.labels import TEXT_LABELS
from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import removable_texts
from workflows.requests.state_machine import UNDECIDED_STATUSES

REMOVE_TEXT_FORM, REMOVE_TEXT_TITLE = "remove_text_form", "Remove from history"
TEXT_FIELD = "text"
CONSEQUENCES = (
    "The text is erased from the card, its thread, direct messages, the ticket with the bot's comments, and the bot's "
    "database. “Removed” takes its place, and the timeline says who removed it. You can't undo this."
)
REMAINS = (
    "*What stays:* the ticket's own history in Jira, Slack's exports and logs of edits, notifications on phones, "
    "backups, and what people copied. Settings stay in Fivetran. If a password was in the text, change the password."
)
DECIDE_AGAIN = "This counts as an edit: approvers read the request again before they decide."


def remove_text_form(request: ConnectorRequest, channel: str) -> Block:
    """Return the form, which says what happens."""
    options = [(text.value, TEXT_LABELS[text].capitalize()) for text in removable_texts(request)]
    if not options:
        return message_modal(REMOVE_TEXT_TITLE, "This request has no text to remove.")
    is_undecided = request.status in UNDECIDED_STATUSES
    blocks = [
        input_block(TEXT_FIELD, "Which text?", select_input(TEXT_FIELD, options)),
        section(CONSEQUENCES),
        section(REMAINS),
        *([section(DECIDE_AGAIN)] if is_undecided else []),
    ]
    metadata = f"{request.id} {channel}"
    return modal(REMOVE_TEXT_TITLE, blocks, callback_id=REMOVE_TEXT_FORM, submit="Remove", metadata=metadata)
