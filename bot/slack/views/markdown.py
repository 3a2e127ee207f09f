"""Conversion of Markdown (bold, italics, lists, code, links) to Slack mrkdwn.

https://docs.slack.dev/messaging/formatting-message-text. Everything else is escaped, so
text from pages and Fivetran can't mention people or channels.
"""

import re

from bot.slack.views.blocks import escape
from bot.slack.views.local_times import WRITTEN_TIME, localize_times

MARKDOWN_TOKEN = re.compile(
    r"```(?:\w*\n)?(?P<block>.*?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>[^\[\]\n]*)\]\((?P<url>(?:[^()\s]|\([^()\s]*\))+)\)"
    r"|<(?P<auto>https?://[^>\s]+)>"
    r"|\*\*(?P<bold>.+?)\*\*"
    r"|(?<![\w*])\*(?P<star>[^*\s][^*\n]*?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<under>[^_\s][^_\n]*?)_(?![\w_])"
    r"|^(?P<indent>[ \t]*)[-*][ \t]+"
    rf"|(?P<moment>{WRITTEN_TIME})",
    re.MULTILINE | re.DOTALL,
)
LINKABLE_SCHEMES = ("https://", "http://", "mailto:")


def markdown_to_mrkdwn(markdown: str) -> str:
    """Convert `markdown`; times ("2026-11-21 09:30 UTC") are shown in the reader's time zone."""
    pieces, end = [], 0
    for token in MARKDOWN_TOKEN.finditer(markdown):
        pieces += [escape(markdown[end : token.start()]), _piece(token)]
        end = token.end()
    return "".join([*pieces, escape(markdown[end:])])


def _piece(token: re.Match[str]) -> str:
    kind, text = token.lastgroup, token[token.lastgroup or 0]
    match kind:
        case "block":
            return f"```{escape(text)}```"
        case "code":
            return f"`{escape(text)}`"
        case "url":
            return _link(text, markdown_to_mrkdwn(token["label"]))
        case "auto":
            return _link(text, "")
        case "bold":
            return f"*{markdown_to_mrkdwn(text)}*"
        case "star" | "under":
            return f"_{markdown_to_mrkdwn(text)}_"
        case "indent":
            return f"{'    ' * (len(text.expandtabs(4)) // 2)}• "
    return localize_times(text)


def _link(url: str, label: str) -> str:
    """Return a link; one to another page becomes its label."""
    if not url.startswith(LINKABLE_SCHEMES):
        return label
    safe = escape(url).replace("|", "%7C")
    return f"<{safe}|{label.replace('|', '¦')}>" if label else f"<{safe}>"


def split_paragraphs(mrkdwn: str, limit: int) -> list[str]:
    """Split text between lines into parts of at most `limit` characters, so that no link is cut."""
    parts: list[str] = []
    for line in mrkdwn.splitlines():
        if parts and len(parts[-1]) + 1 + len(line) <= limit:
            parts[-1] += f"\n{line}"
        else:
            parts.append(line)
    return [part for part in parts if part.strip()]
