"""The message of a storm: many connections in one message, with a table of the first."""

from collections.abc import Iterator

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    context,
    date_cell,
    escape,
    escape_cut,
    mention_group,
    section,
    slack_date,
    table_row,
    truncate,
)
from bot.slack.views.incident_headline import END_LABELS, current_acknowledgment, environment_label
from bot.slack.views.storm_buttons import storm_buttons
from workflows.formatting import format_count, format_duration, format_list
from workflows.incidents.conditions import storm_phrase
from workflows.incidents.model import Condition
from workflows.incidents.next_step import NextStep
from workflows.incidents.storm_updates import MAX_STORM_MEMBERS
from workflows.incidents.storms import Storm, StormMember

MAX_STORM_CELL_CHARS = 60
"""Characters: 20 rows of four cells stay well below Slack's 10,000 for a table."""
MAX_NAMED_OWNERS = 5
NEXT_STEP_LABELS = {
    NextStep.RECONNECT: "Reconnect",
    NextStep.GRANT_PERMISSIONS: "Grant permissions",
    NextStep.GRANT_ACCESS: "Grant access",
    NextStep.RESYNC: "Re-sync",
    NextStep.REVIEW_SCHEMA: "Review schema",
    NextStep.WAIT_FOR_QUOTA: "Source quota",
    NextStep.CHECK_ERROR: "Check error",
    NextStep.CHECK_LOGS: "Check logs",
    NextStep.SYNC: "Sync now",
    NextStep.RESUME: "Resume",
    NextStep.FINISH_SETUP: "Finish setup",
    NextStep.READ_WARNING: "Read warning",
    NextStep.NONE: "No action",
}
"""One or two words for each next step, for a table cell."""


def storm_text(storm: Storm) -> str:
    """Return the message in one line, for notifications and screen readers."""
    names = "" if storm.is_over else ", ".join(member.name for member in storm.members if not member.ended_at)
    headline = _headline(storm, slack_date(storm.opened_at, "{time}")).replace("*", "")
    line = " · ".join([headline, *([] if storm.is_over else _facts(storm))])
    return truncate(f"{line}: {escape_cut(names, 2_000)}" if names else line, MAX_MESSAGE_CHARS)


def storm_blocks(storm: Storm, group: str = "") -> list[Block]:
    """Return the message; `group` is the id of a user group to mention."""
    blocks = [section(f"{_icon(storm)} {_headline(storm, slack_date(storm.opened_at, '{time}'))}")]
    if storm.members and not storm.is_over:
        blocks.append(_table(storm))
    facts = [*_facts(storm), *([mention_group(group)] if group else [])]
    if facts and not storm.is_over:
        blocks.append(section(" · ".join(facts)))
    return [*blocks, context(_context_line(storm)), *storm_buttons(storm)]


def _facts(storm: Storm) -> Iterator[str]:
    """Yield how stale the data is, and who owns the connections that are affected."""
    if storm.oldest_data_at:
        yield f"Oldest data: {slack_date(storm.oldest_data_at)} ({slack_date(storm.oldest_data_at, '{ago}')})"
    if storm.owner_names:
        more = len(storm.owner_names) - MAX_NAMED_OWNERS
        names = [escape_cut(name, 80) for name in storm.owner_names[:MAX_NAMED_OWNERS]]
        yield f"Owners: {format_list([*names, f'{more} more'] if more > 0 else names, 'and')}"
    if storm.unowned_count:
        yield f"{format_count(storm.unowned_count, 'connection')} without an owner"


def _icon(storm: Storm) -> str:
    if storm.open_count and not storm.is_over:
        return ":rotating_light:"
    return ":white_circle:" if storm.open_count or storm.dropped_count else ":large_green_circle:"


def storm_thread_text(storm: Storm) -> str:
    """Return the update that is added to the thread when the storm is over."""
    assert storm.ended_at
    duration = format_duration(storm.ended_at - storm.opened_at)
    if storm.open_count:
        return f":white_check_mark: Storm over after {duration}. {_remaining(storm)}."
    return f":white_check_mark: Storm over after {duration}: {_outcome(storm) or 'all recovered'}."


def _remaining(storm: Storm) -> str:
    """Describe the incidents that are still open when the storm is over."""
    phrase = storm_phrase(storm.family)
    if storm.open_count == 1:
        return f"1 connection is still {phrase} and now has its own message"
    return f"{storm.open_count} connections are still {phrase} and now have their own messages"


def _outcome(storm: Storm) -> str:
    """Describe how the incidents ended; empty when all recovered."""
    if not storm.dropped_count:
        return ""
    dropped = f"{storm.dropped_count} paused or deleted"
    recovered = _recovered_count(storm)
    return f"{recovered} recovered, {dropped}" if recovered else dropped


def _recovered_count(storm: Storm) -> int:
    return storm.incident_count - storm.open_count - storm.dropped_count


def _headline(storm: Storm, since: str) -> str:
    group, phrase = escape(storm.group_name), storm_phrase(storm.family)
    if storm.family == Condition.FIRST_SYNC:
        return f"*{group}: {storm.incident_count} connections completed their first sync*, starting at {since}"
    if storm.open_count and storm.is_over:
        return f"*{group}: storm over. {_remaining(storm)}*"
    if not storm.open_count:
        total = f"all {storm.incident_count} connections {phrase} since"
        return f"*{group}: {total}* {since} *{_resolution(storm)}*"
    step = f", most common next step: *{NEXT_STEP_LABELS[storm.most_common_step]}*" if storm.most_common_step else ""
    entry, where = current_acknowledgment(storm), environment_label(is_production=storm.is_production)
    taken = f" · {escape_cut(entry.name, 80)} is on it" if entry else ""
    affected = f"*{group}: {storm.open_count} of {storm.group_size} connections are {phrase} · {where}{taken}*"
    return f"{affected} since {since}{step}"


def _resolution(storm: Storm) -> str:
    return f"are resolved: {_outcome(storm)}" if storm.dropped_count else "have recovered"


def _context_line(storm: Storm) -> str:
    parts = [f"{_recovered_count(storm)} of {storm.incident_count} recovered"] if storm.open_count else []
    if storm.incident_count > MAX_STORM_MEMBERS and not storm.is_over:
        parts.append(f"showing {MAX_STORM_MEMBERS} of {storm.incident_count}")
    if not storm.ended_at:
        is_told = storm.family != Condition.FIRST_SYNC
        parts.append("this message updates by itself" + ("; its thread says when it's over" if is_told else ""))
    elif storm.family == Condition.FIRST_SYNC:
        parts.append(f"the last at {slack_date(storm.last_joined_at)}")
    else:
        parts.append(f"over since {slack_date(storm.ended_at)}")
    return " · ".join(parts)


def _table(storm: Storm) -> Block:
    head = table_row(["Connection", "Service", "Next step", "Since"], MAX_STORM_CELL_CHARS)
    return {"type": "table", "rows": [head, *map(_row, storm.members)]}


def _row(member: StormMember) -> list[Block]:
    step = _end(member) if member.ended_at else NEXT_STEP_LABELS[member.next_step]
    return [*table_row([member.name, member.service, step], MAX_STORM_CELL_CHARS), date_cell(member.since, "{time}")]


def _end(member: StormMember) -> str:
    if member.condition is Condition.FIRST_SYNC:
        return "done"
    return END_LABELS[member.end_reason]
