"""Turns what Slack sends into plain words."""

import html
import re

# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>")
_BARE_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)")
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[^.?!\n]+[.?!]*")


def plain(message: str) -> str:
    """`message` without Slack's markup: mentions, emoji, bare links go; names of channels and links stay."""
    text = _MENTION.sub(" ", message)
    text = _CHANNEL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _LINK.sub(lambda found: f" {found[1] or ''} ", text)
    return _EMOJI.sub(" ", _BARE_LINK.sub(" ", html.unescape(text))).strip()


def words_in(text: str) -> list[str]:
    """The words of `text` in lower case, split like in the index: at everything but letters and digits."""
    return _WORD.findall(text.replace("'", "").replace("’", "").casefold())


def sentences(text: str) -> list[str]:
    """The sentences of `text`; a new line ends one too."""
    return [found.strip() for found in _SENTENCE.findall(text) if found.strip()]
