"""Modals: https://docs.slack.dev/reference/views/modal-views."""

from bot.slack.views.blocks import Block, plain_text_object, section
from bot.slack.views.local_times import notice_cut

MAX_MODAL_TITLE_CHARS = 24
MAX_NOTICE_CHARS = 1_000


def modal(
    title: str, blocks: list[Block], *, callback_id: str = "", submit: str = "", metadata: str = "", close: str = ""
) -> Block:
    """Return a modal; a form if it has a `submit` button, whose `callback_id` says what is submitted."""
    form = {
        "callback_id": callback_id,
        "submit": plain_text_object(submit, MAX_MODAL_TITLE_CHARS),
        "private_metadata": metadata,
    }
    return {
        "type": "modal",
        "title": plain_text_object(title, MAX_MODAL_TITLE_CHARS),
        "close": plain_text_object(close or ("Cancel" if submit else "Close"), MAX_MODAL_TITLE_CHARS),
        "blocks": blocks,
        **(form if submit else {}),
    }


def message_modal(title: str, text: str) -> Block:
    """Return a modal that only says something: loading, or why something isn't possible."""
    return modal(title, [section(notice_cut(text, MAX_NOTICE_CHARS))])
