"""Text and blocks for Slack: escaped, cut to Slack's limits, with times in the reader's zone.

Limits: https://docs.slack.dev/reference/block-kit/blocks and …/composition-objects/text-object.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from workflows.formatting import format_time

MAX_SECTION_CHARS = 3_000
MAX_FIELD_TEXT_CHARS = 2_000
MAX_HEADER_CHARS = 150
MAX_OPTION_TEXT_CHARS = 75
MAX_MESSAGE_CHARS = 4_000
MAX_QUOTE_CHARS = 600
"""How much of a purpose a card shows; the ticket has all of it."""

Block = dict[str, Any]


def escape(text: str) -> str:
    """Escape text from people, so that it contains no mention, link, or channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def truncate(text: str, limit: int) -> str:
    """Cut text to `limit` characters with an ellipsis, never inside an entity."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    start = kept.rfind("&")
    if start > kept.rfind(";") and len(kept) - start < len("&quot;"):
        kept = kept[:start]
    return kept.rstrip() + "…"


def escape_cut(text: str, limit: int) -> str:
    """Escape text, then cut it, because escaping makes it longer."""
    return truncate(escape(text), limit)


def blockquote(text: str) -> str:
    """Return text as a quotation."""
    lines = escape_cut(text, MAX_QUOTE_CHARS).splitlines() or [""]
    return "\n".join(f">{line}" for line in lines)


def slack_date(at: datetime, style: str = "{date_short_pretty} at {time}") -> str:
    """Return a time in the reader's time zone; the fallback is in UTC."""
    return f"<!date^{int(at.timestamp())}^{style}|{format_time(at)}>"


def mention(slack_id: str) -> str:
    """Return a mention, which notifies the person, or the members of the user group.

    https://docs.slack.dev/messaging/formatting-message-text#mentioning-groups
    """
    return f"<!subteam^{slack_id}>" if slack_id.startswith("S") else f"<@{slack_id}>"


def mention_group(group_id: str) -> str:
    """Return a mention of a user group, which notifies its members."""
    return f"<!subteam^{group_id}>"


def mrkdwn_link(url: str, label: str) -> str:
    """Return a link with a label."""
    return f"<{url}|{escape(label)}>"


def mrkdwn(text: str, limit: int = MAX_SECTION_CHARS) -> Block:
    """Return a text object; `verbatim` keeps Slack from turning names into links."""
    return {"type": "mrkdwn", "text": truncate(text, limit), "verbatim": True}


def plain_text_object(text: str, limit: int = MAX_OPTION_TEXT_CHARS) -> Block:
    """Build a text object without markup; a dash replaces blank text, which Slack refuses."""
    return {"type": "plain_text", "text": truncate(text if text.strip() else "–", limit), "emoji": True}


def section(text: str, **more: Any) -> Block:
    """Return a section block."""
    return {"type": "section", "text": mrkdwn(text), **more}


def fields_section(pairs: dict[str, str]) -> Block:
    """Return names and values in two columns, at most ten."""
    items = [mrkdwn(f"*{name}*\n{value}", MAX_FIELD_TEXT_CHARS) for name, value in pairs.items()]
    return {"type": "section", "fields": items[:10]}


def context(*texts: str) -> Block:
    """Return a context block with at most ten texts."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def button(action: str, label: str, value: str, **more: Any) -> Block:
    """Return a button. `value` is an id; its meaning is looked up when the button is pressed."""
    return {"type": "button", "action_id": action, "text": plain_text_object(label), "value": value, **more}


def actions(buttons: Sequence[Block], **more: Any) -> list[Block]:
    """Return a row of buttons; no block without buttons, because Slack refuses an empty one."""
    return [{"type": "actions", "elements": list(buttons), **more}] if buttons else []


def header(text: str) -> Block:
    """Return a headline without markup."""
    return {"type": "header", "text": plain_text_object(text, MAX_HEADER_CHARS)}


def table_row(cells: Iterable[str], limit: int) -> list[Block]:
    """Return a row of a table, its cells cut to `limit` characters."""
    return [{"type": "raw_text", "text": truncate(cell, limit) or "–"} for cell in cells]


def date_cell(at: datetime, style: str) -> Block:
    """Return a cell of a table with a time in the reader's time zone."""
    date = {"type": "date", "timestamp": int(at.timestamp()), "format": style, "fallback": format_time(at)}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [date]}]}


def confirm(title: str, text: str, yes: str, style: str = "danger") -> Block:
    """Return a confirmation dialog for a button."""
    return {
        "title": plain_text_object(title, 100),
        "text": {"type": "plain_text", "text": truncate(text, 300)},
        "confirm": plain_text_object(yes, 30),
        "deny": plain_text_object("Cancel", 30),
        "style": style,
    }
