"""Conversion of what Slack sends to what a person typed."""

import re

from workflows.typed_text import clean_line, clean_lines

# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>")
_BARE_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)")
_NAME = re.compile(r"<([@#])[A-Z0-9]+\|([^<>|]*)>")
_ADDRESS = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
_ENTITY = re.compile(r"&(amp|lt|gt);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def plain_text(message: str) -> str:
    """Remove Slack markup: mentions, emoji, and bare links go; labels of channels and links stay.

    Slack can link a part of a word, so a label replaces its link without added spaces. Lines stay lines.
    """
    text = _MENTION.sub(" ", message)
    text = _CHANNEL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _LINK.sub(lambda found: found[1] or " ", text)
    return clean_lines(_EMOJI.sub(" ", _BARE_LINK.sub(" ", unescape_sent_text(text))))


def command_text(sent: str) -> str:
    """Return the text of a slash command on one line, as it was typed: names and links without their markup."""
    text = _NAME.sub(lambda found: found[1] + found[2], sent)
    text = _ADDRESS.sub(lambda found: found[2] or found[1], text)
    return clean_line(unescape_sent_text(text))


def field_text(sent: str) -> str:
    """Return the value of a form field as it was typed. Lines stay lines; a field of one line joins them."""
    return clean_lines(unescape_sent_text(sent))


def unescape_sent_text(message: str) -> str:
    """Unescape, once, the three characters that Slack escapes. Other entities were typed, so they stay."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], message)
