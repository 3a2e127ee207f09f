"""The message of a storm: many connections in one message, with a table of the first of them."""

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    context,
    escape,
    escape_cut,
    section,
    slack_date,
    truncate,
)
from workflows.formatting import format_count, format_duration
from workflows.incidents.model import Condition
from workflows.incidents.storms import MAX_STORM_MEMBERS, Storm, StormMember

FAMILY_LABELS = {
    "outage": "failing",
    "schema change waiting": "waiting for somebody to look at a schema change",
    "setup unfinished": "waiting for their setup to be finished",
    "new warning": "warned of",
}
"""What so many connections are, by family."""
MAX_STORM_CELL_CHARS = 60
"""Characters: 20 rows of four cells stay well below Slack's 10,000 for a table."""


def storm_text(storm: Storm) -> str:
    """All of it in one line, for notifications and screen readers."""
    names = ", ".join(member.name for member in storm.members if not member.ended_at)
    line = _headline(storm, f"{storm.opened_at:%H:%M} UTC").replace("*", "")
    return truncate(f"{line}: {escape_cut(names, 2_000)}" if names else line, MAX_MESSAGE_CHARS)


def storm_blocks(storm: Storm) -> list[Block]:
    """The message."""
    blocks = [section(f"{_icon(storm)} {_headline(storm, slack_date(storm.opened_at, '{time}'))}")]
    if storm.members and not storm.is_over:
        blocks.append(_table(storm))
    return [*blocks, context(_small_print(storm))]


def _icon(storm: Storm) -> str:
    if storm.open_count and not storm.is_over:
        return ":rotating_light:"
    return ":white_circle:" if storm.open_count or storm.dropped_count else ":large_green_circle:"


def storm_thread_text(storm: Storm) -> str:
    """What is added to its thread when it is over."""
    assert storm.ended_at
    length = format_duration(storm.ended_at - storm.opened_at)
    if storm.open_count:
        left = format_count(storm.open_count, "connection")
        return f":white_check_mark: Over after {length}, but for {left}: each is told by itself from now on."
    return f":white_check_mark: Over after {length}; {_ends(storm) or 'all of them recovered'}."


def _ends(storm: Storm) -> str:
    """How those that are over ended; empty when all of them recovered."""
    if not storm.dropped_count:
        return ""
    recovered = storm.incident_count - storm.open_count - storm.dropped_count
    gone = f"{storm.dropped_count} paused or deleted"
    return f"{recovered} recovered, {gone}" if recovered else gone


def _headline(storm: Storm, since: str) -> str:
    group = escape(storm.group_name)
    if storm.family == Condition.FIRST_SYNC:
        return f"*{group}: {storm.incident_count} connections have loaded all their history*, the first at {since}"
    what = FAMILY_LABELS.get(storm.family, escape(storm.family))
    if storm.open_count and storm.is_over:
        those = "which is told by itself" if storm.open_count == 1 else "which are told by themselves"
        return f"*{group}: over but for {storm.open_count} of {format_count(storm.incident_count, 'connection')}, {those}*"
    if not storm.open_count:
        ending = f"*are not any more:* {_ends(storm)}" if storm.dropped_count else "*have recovered*"
        return f"*{group}: all {storm.incident_count} connections that were {what} since* {since} {ending}"
    most = f", most with *{escape(storm.most_common_step)}*" if storm.most_common_step else ""
    return f"*{group}: {storm.open_count} of {storm.group_size} connections are {what}* since {since}{most}"


def _small_print(storm: Storm) -> str:
    recovered = storm.incident_count - storm.open_count - storm.dropped_count
    parts = [f"{recovered} of {storm.incident_count} have recovered"] if storm.open_count else []
    if storm.incident_count > MAX_STORM_MEMBERS and not storm.is_over:
        parts.append(f"the table lists {MAX_STORM_MEMBERS} of {storm.incident_count}")
    if storm.ended_at and storm.family == Condition.FIRST_SYNC:
        parts.append(f"the last at {slack_date(storm.last_joined_at)}")
    elif storm.ended_at:
        parts.append(f"over since {slack_date(storm.ended_at)}")
    else:
        parts.append("this message is kept up to date")
    return " · ".join(parts)


def _table(storm: Storm) -> Block:
    head = ["Connection", "Service", "Next step", "Since (UTC)"]
    return {"type": "table", "rows": [_row(head), *(_row(_cells(member)) for member in storm.members)]}


def _cells(member: StormMember) -> list[str]:
    step = _end(member) if member.ended_at else member.next_step
    return [member.name, member.service, step, f"{member.since:%H:%M}"]


def _end(member: StormMember) -> str:
    if member.condition is Condition.FIRST_SYNC:
        return "done"
    return member.end_reason.removeprefix("the connection was ") or "recovered"


def _row(cells: list[str]) -> list[Block]:
    return [{"type": "raw_text", "text": truncate(cell, MAX_STORM_CELL_CHARS) or "–"} for cell in cells]
