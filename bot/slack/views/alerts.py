"""What the channel hears when connections break or recover: one message, however many they are."""

from bot.slack.views.text import MESSAGE_TEXT, Block, cut, safe, section
from workflows.connection import Change, Health
from workflows.ports import Announcement

LISTED = 15
"""Connections that a message names; beyond that nobody reads, and Slack's limit is near."""


def alert(announcement: Announcement) -> tuple[str, list[Block]]:
    """Text and blocks."""
    changes = announcement.changes
    broke = changes[0].after is Health.BROKEN
    icon, verb = (":red_circle:", "broke") if broke else (":large_green_circle:", "recovered")
    many = f"{len(changes)} connections" if len(changes) > 1 else "A connection"
    headline = f"{many} in {safe(announcement.group_name, 100)} {verb}"
    lines = [_line(change) for change in changes[:LISTED]]
    if len(changes) > LISTED:
        lines.append(f"… and {len(changes) - LISTED} more")
    names = ", ".join(change.connection.name for change in changes[:LISTED])
    return cut(f"{headline}: {safe(names, 2_000)}", MESSAGE_TEXT), [
        section("\n".join([f"{icon} *{headline}*", *lines]))
    ]


def _line(change: Change) -> str:
    connection = change.connection
    line = f"• `{safe(connection.name, 100)}` ({safe(connection.service, 60)})"
    return f"{line} – {safe(connection.why, 120)}" if change.after is Health.BROKEN else line
