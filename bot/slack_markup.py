"""What Slack makes of a person's words, turned back into plain words."""

import html
import re

# https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
_MENTION = re.compile(r"<[@!][^<>]*>")
_CHANNEL = re.compile(r"<#\w+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<(?:https?|mailto|tel|slack):[^<>|]*(?:\|([^<>]*))?>")
_BARE_LINK = re.compile(r"https?://\S+")
_EMOJI = re.compile(r"(?<!\w):[a-z0-9_+'-]+:(?!\w)")


def plain_text(message: str) -> str:
    """`message` without Slack's markup: mentions, emoji, bare links go; names of channels and links stay.

    Slack makes a link of a part of a word, too: the name of a link stands just where it stood.
    """
    text = _MENTION.sub(" ", message)
    text = _CHANNEL.sub(lambda found: f" {found[1] or ''} ", text)
    text = _LINK.sub(lambda found: found[1] or " ", text)
    return _EMOJI.sub(" ", _BARE_LINK.sub(" ", html.unescape(text))).strip()


def unescape_sent_text(message: str) -> str:
    """`message` with all of its markup: what `plain` leaves out (addresses of links, say) is in it."""
    return html.unescape(message)
