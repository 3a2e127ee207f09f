"""Slack's markup as plain text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox import people
from sandbox.slack.rendering.dates import format_date

EDGE_LEFT, EDGE_RIGHT = r"(?<![\w*_~`])", r"(?![\w*_~`])"
STYLES = [
    re.compile(rf"{EDGE_LEFT}{re.escape(mark)}(?! )([^\n{mark}]+?)(?<! ){re.escape(mark)}{EDGE_RIGHT}")
    for mark in "*_~"
]
CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
ANGLE = re.compile(r"<([^<>\n]+)>")


@dataclass(frozen=True)
class Reader:
    """The reader's time zone, the current time, and names for ids."""

    tz: str
    now: float
    person_name: Callable[[str], str]
    channel_name: Callable[[str], str]

    def mrkdwn(self, text: str) -> str:
        """Return markup as read: names for ids, local times, links as "text (address)", no bold marks."""
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(found[1] or found[2])
            return f"\x00{len(kept) - 1}\x00"

        plain = CODE.sub(keep, text)
        for style in STYLES:
            plain = style.sub(r"\1", plain)
        plain = re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], plain)
        return unescape(ANGLE.sub(lambda found: self._angle(found[1]), plain))

    def _angle(self, inside: str) -> str:
        target, _, label = inside.partition("|")
        if target.startswith("@"):
            return f"@{self.person_name(target[1:])}"
        if target.startswith("#"):
            return f"#{label or self.channel_name(target[1:])}"
        if target.startswith("!"):
            return self._special(target[1:], label)
        return f"{label} ({target})" if label and label != target else target

    def _special(self, target: str, label: str) -> str:
        word, *parts = target.split("^")
        if word == "date" and len(parts) >= 2 and parts[0].isdigit():
            moment = format_date(float(parts[0]), parts[1], self.tz, self.now)
            return f"{moment} ({parts[2]})" if len(parts) > 2 else moment
        if word == "subteam":
            return label or f"@{people.GROUP_HANDLE}"
        return label or f"@{word}"


def unescape(text: str) -> str:
    """Replace Slack's three escape sequences with their characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Escape the three characters that Slack escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
