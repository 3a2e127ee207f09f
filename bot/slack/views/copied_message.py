"""A message as the purpose of a request: readable, short enough, and without secrets."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.views.blocks import truncate
from bot.slack.views.form_fields import MAX_PURPOSE_CHARS
from bot.slack_markup import plain_text, readable_text, unescape_sent_text
from workflows.secret_scanning import find_secret
from workflows.typed_text import visible_length

CHECK_COPY = "I copied the message as the purpose. Check it: others read it once you send the request."
CHECK_CUT = "I copied the beginning of the message as the purpose. Check it: others read it once you send the request."
HAS_SECRET = (
    "The message seems to contain a password or key, so I didn't copy it. Say in your own words what the data is for."
)
HAS_NO_TEXT = "The message has no text to copy. Say in your own words what the data is for."
UNNAMED = "unknown"
"""Stands for a person whose name Slack can't tell."""


@dataclass(frozen=True)
class CopiedMessage:
    """What the form takes from a message, and what it says about that."""

    purpose: str
    note: str


def copy_message(sent: str, names: Mapping[str, str]) -> CopiedMessage:
    """Return the purpose that a message gives; `names`: user id → name.

    Markup can split or hide a secret, so the text is scanned in each form. One secret keeps all of it out.
    """
    readable = readable_text(sent, lambda user_id: names.get(user_id, UNNAMED))
    if any(map(find_secret, (unescape_sent_text(sent), plain_text(sent), readable))):
        return CopiedMessage("", HAS_SECRET)
    if not visible_length(readable):
        return CopiedMessage("", HAS_NO_TEXT)
    purpose = truncate(readable, MAX_PURPOSE_CHARS)
    return CopiedMessage(purpose, CHECK_COPY if purpose == readable else CHECK_CUT)
