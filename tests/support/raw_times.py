"""Times in UTC that a reader sees although Slack can show their own: in mrkdwn, outside the fallback of a date."""

import json
import re
from collections.abc import Iterator
from typing import Any

DATE = re.compile(r"<!date\^[^>]*>")
RAW_TIME = re.compile(r"\d\d:\d\d UTC")
PLAIN = frozenset({"plain_text", "raw_text"})
"""Types of text objects in which Slack shows no dates."""


def raw_times(text: str) -> list[str]:
    """Return the times in UTC that stand in a text of mrkdwn itself."""
    return RAW_TIME.findall(DATE.sub("", text))


def raw_times_sent(journal: list[dict[str, Any]]) -> list[str]:
    """Return the texts with such times in what the bot said to Slack: its calls, and its answers to deliveries."""
    said = [one["request"] if one["direction"] == "in" else one["response"] for one in journal]
    return [text for one in said for text in _mrkdwn_texts(one) if raw_times(text)]


def _mrkdwn_texts(said: Any) -> Iterator[str]:
    """Yield each text that Slack reads as mrkdwn: the text of a message, and its text objects of that type."""
    if isinstance(said, list):
        for one in said:
            yield from _mrkdwn_texts(one)
    elif isinstance(said, dict) and said.get("type") not in PLAIN:
        for name, value in said.items():
            if name == "text" and isinstance(value, str):
                yield value
            else:
                yield from _mrkdwn_texts(_decoded(name, value))


def _decoded(name: str, value: Any) -> Any:
    """Return an argument of a call. Calls as forms carry blocks and views as JSON."""
    return json.loads(value) if name in {"blocks", "view"} and isinstance(value, str) else value
