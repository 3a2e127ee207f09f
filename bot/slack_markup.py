"""Conversion of what Slack sends to what a person typed."""

import re
from collections.abc import Callable

from workflows.typed_text import clean_line, clean_lines

# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>")
_BARE_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)")
_NAME = re.compile(r"<([@#])[A-Z0-9]+\|([^<>|]*)>")
_ADDRESS = re.compile(r"<((?:https?|mailto|tel):[^<>|]*)(?:\|([^<>]*))?>")
_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_SPECIAL = re.compile(r"<(#|!)([^<>|]*)(?:\|([^<>]*))?>")
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


def readable_text(message: str, name_of: Callable[[str], str]) -> str:
    """Return a message as a person reads it, with names for mentions; `name_of` returns the name of a user id.

    A link is its label and its address. Lines stay lines.
    """
    text = _PERSON.sub(lambda found: f"@{name_of(found[1])}", message)
    text = _ADDRESS.sub(lambda found: _labeled_address(found[1], found[2] or ""), text)
    return clean_lines(unescape_sent_text(_SPECIAL.sub(_readable_special, text)))


def mentioned_people(message: str) -> list[str]:
    """Return the ids of the users that a message mentions, each once, in their order."""
    return list(dict.fromkeys(_PERSON.findall(message)))


def _labeled_address(address: str, label: str) -> str:
    plain = address.removeprefix("mailto:").removeprefix("tel:")
    is_same = label in ("", plain, re.sub(r"^https?://", "", plain).rstrip("/"))
    return plain if is_same or plain != address else f"{label} ({plain})"


def _readable_special(found: re.Match[str]) -> str:
    """Return the name of a channel or group, the words of a date, or what else stands behind `!`."""
    kind, value, label = found.groups()
    if kind == "#":
        return f"#{label or 'channel'}"
    if value.startswith("date^"):
        return label or ""
    name = label or ("group" if value.startswith("subteam^") else value)
    return f"@{name.removeprefix('@')}"


def field_text(sent: str) -> str:
    """Return the value of a form field as it was typed. Lines stay lines; a field of one line joins them."""
    return clean_lines(unescape_sent_text(sent))


def unescape_sent_text(message: str) -> str:
    """Unescape, once, the three characters that Slack escapes. Other entities were typed, so they stay."""
    return _ENTITY.sub(lambda found: _ENTITIES[found[1]], message)
