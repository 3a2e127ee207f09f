"""Conversion of Slack mrkdwn to plain text."""

import html
import re

# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>")
_BARE_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)")


def plain_text(message: str) -> str:
    """Remove Slack markup: mentions, emoji and bare links go; labels of channels and links stay.

    Slack can link a part of a word, so a label replaces its link without added spaces.
    """
    text = _MENTION.sub(" ", message)
    text = _CHANNEL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _LINK.sub(lambda found: found[1] or " ", text)
    return _EMOJI.sub(" ", _BARE_LINK.sub(" ", html.unescape(text))).strip()


def unescape_sent_text(message: str) -> str:
    """Unescape HTML entities and keep the markup, with the link addresses that `plain_text` removes."""
    return html.unescape(message)
