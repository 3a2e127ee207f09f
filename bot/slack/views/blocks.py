"""Text for Slack: escaped, cut to the limits that Slack names, with times in the reader's zone.

Limits: https://docs.slack.dev/reference/block-kit/blocks and …/composition-objects/text-object.
"""

from datetime import datetime
from typing import Any

MAX_SECTION_CHARS = 3_000
MAX_FIELD_TEXT_CHARS = 2_000
MAX_OPTION_TEXT_CHARS = 75
MAX_MESSAGE_CHARS = 4_000
MAX_QUOTE_CHARS = 600
"""How much of a purpose a card shows: enough to decide; the ticket has all of it."""

Block = dict[str, Any]


def escape(text: str) -> str:
    """Text that somebody wrote, made harmless: no mention, link or channel can be made of it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def truncate(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something is missing; never inside an entity."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    start = kept.rfind("&")
    if start > kept.rfind(";") and len(kept) - start < len("&quot;"):
        kept = kept[:start]
    return kept.rstrip() + "…"


def escape_cut(text: str, limit: int) -> str:
    """`text` escaped, then cut (escaping makes it longer)."""
    return truncate(escape(text), limit)


def blockquote(text: str) -> str:
    """Somebody's words as a quotation."""
    lines = escape_cut(text, MAX_QUOTE_CHARS).splitlines() or [""]
    return "\n".join(f">{line}" for line in lines)


def slack_date(at: datetime, style: str = "{date_short_pretty} at {time}") -> str:
    """A moment in the reader's own time zone; the fallback names its zone."""
    fallback = at.strftime("%Y-%m-%d %H:%M UTC")
    return f"<!date^{int(at.timestamp())}^{style}|{fallback}>"


def mention(user_id: str) -> str:
    """A person, notified."""
    return f"<@{user_id}>"


def mrkdwn_link(url: str, label: str) -> str:
    """A link with a label."""
    return f"<{url}|{escape(label)}>"


def mrkdwn(text: str) -> Block:
    """A text object; `verbatim`, so that Slack makes no links of bare names."""
    return {"type": "mrkdwn", "text": truncate(text, MAX_SECTION_CHARS), "verbatim": True}


def plain_text_object(text: str, limit: int = MAX_OPTION_TEXT_CHARS) -> Block:
    """A text object that is never parsed."""
    return {"type": "plain_text", "text": truncate(text, limit), "emoji": True}


def section(text: str, **more: Any) -> Block:
    """A paragraph."""
    return {"type": "section", "text": mrkdwn(text), **more}


def fields_section(pairs: dict[str, str]) -> Block:
    """Names and values in two columns (at most ten)."""
    items = [
        {"type": "mrkdwn", "text": truncate(f"*{name}*\n{value}", MAX_FIELD_TEXT_CHARS), "verbatim": True}
        for name, value in pairs.items()
    ]
    return {"type": "section", "fields": items[:10]}


def context(*texts: str) -> Block:
    """Small print (at most ten pieces)."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def button(action: str, label: str, value: str, **more: Any) -> Block:
    """A button. It carries an id and nothing else: what it means is looked up when it is pressed."""
    return {"type": "button", "action_id": action, "text": plain_text_object(label), "value": value, **more}


def confirm(title: str, text: str, yes: str, no: str, style: str = "danger") -> Block:
    """A question before a button does what cannot be undone."""
    return {
        "title": plain_text_object(title, 100),
        "text": {"type": "plain_text", "text": truncate(text, 300)},
        "confirm": plain_text_object(yes, 30),
        "deny": plain_text_object(no, 30),
        "style": style,
    }
