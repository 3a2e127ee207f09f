"""The message of a storm: many connections in one message, with a table of the first of them."""

from bot.slack.views.blocks import MESSAGE_TEXT, Block, context, cut, escape, safe, section, when
from workflows.formatting import counted, duration
from workflows.incidents.model import Condition
from workflows.incidents.storms import LISTED, Member, Storm

WORDS = {
    "trouble": "failing",
    "schema change waiting": "waiting for somebody to look at a schema change",
    "setup unfinished": "waiting for their setup to be finished",
    "new warning": "warned of",
}
"""What so many connections are, by family."""
CELL = 60
"""Characters: 20 rows of four cells stay well below Slack's 10,000 for a table."""


def storm_text(storm: Storm) -> str:
    """All of it in one line, for notifications and screen readers."""
    names = ", ".join(member.name for member in storm.members if not member.ended_at)
    line = _headline(storm, f"{storm.opened_at:%H:%M} UTC").replace("*", "")
    return cut(f"{line}: {safe(names, 2_000)}" if names else line, MESSAGE_TEXT)


def storm_blocks(storm: Storm) -> list[Block]:
    """The message."""
    blocks = [section(f"{_icon(storm)} {_headline(storm, when(storm.opened_at, '{time}'))}")]
    if storm.members and not storm.is_over:
        blocks.append(_table(storm))
    return [*blocks, context(_small_print(storm))]


def _icon(storm: Storm) -> str:
    if storm.open and not storm.is_over:
        return ":rotating_light:"
    return ":white_circle:" if storm.open or storm.dropped else ":large_green_circle:"


def storm_line(storm: Storm) -> str:
    """What is added to its thread when it is over."""
    assert storm.ended_at
    length = duration(storm.ended_at - storm.opened_at)
    if storm.open:
        left = counted(storm.open, "connection")
        return f":white_check_mark: Over after {length}, but for {left}: each is told by itself from now on."
    return f":white_check_mark: Over after {length}; {_ends(storm) or 'all of them recovered'}."


def _ends(storm: Storm) -> str:
    """How those that are over ended; empty when all of them recovered."""
    if not storm.dropped:
        return ""
    recovered = storm.hit - storm.open - storm.dropped
    gone = f"{storm.dropped} paused or deleted"
    return f"{recovered} recovered, {gone}" if recovered else gone


def _headline(storm: Storm, since: str) -> str:
    group = escape(storm.group_name)
    if storm.family == Condition.FIRST_SYNC:
        return f"*{group}: {storm.hit} connections have loaded all their history*, the first at {since}"
    what = WORDS.get(storm.family, escape(storm.family))
    if storm.open and storm.is_over:
        those = "which is told by itself" if storm.open == 1 else "which are told by themselves"
        return f"*{group}: over but for {storm.open} of {counted(storm.hit, 'connection')}, {those}*"
    if not storm.open:
        ending = f"*are not any more:* {_ends(storm)}" if storm.dropped else "*have recovered*"
        return f"*{group}: all {storm.hit} connections that were {what} since* {since} {ending}"
    most = f", most with *{escape(storm.most)}*" if storm.most else ""
    return f"*{group}: {storm.open} of {storm.connections} connections are {what}* since {since}{most}"


def _small_print(storm: Storm) -> str:
    recovered = storm.hit - storm.open - storm.dropped
    parts = [f"{recovered} of {storm.hit} have recovered"] if storm.open else []
    if storm.hit > LISTED and not storm.is_over:
        parts.append(f"the table lists {LISTED} of {storm.hit}")
    if storm.ended_at and storm.family == Condition.FIRST_SYNC:
        parts.append(f"the last at {when(storm.joined_at)}")
    elif storm.ended_at:
        parts.append(f"over since {when(storm.ended_at)}")
    else:
        parts.append("this message is kept up to date")
    return " · ".join(parts)


def _table(storm: Storm) -> Block:
    head = ["Connection", "Service", "Next step", "Since (UTC)"]
    return {"type": "table", "rows": [_row(head), *(_row(_cells(member)) for member in storm.members)]}


def _cells(member: Member) -> list[str]:
    step = _end(member) if member.ended_at else member.label
    return [member.name, member.service, step, f"{member.since:%H:%M}"]


def _end(member: Member) -> str:
    if member.condition is Condition.FIRST_SYNC:
        return "done"
    return member.ending.removeprefix("the connection was ") or "recovered"


def _row(cells: list[str]) -> list[Block]:
    return [{"type": "raw_text", "text": cut(cell, CELL) or "–"} for cell in cells]
