"""One connection as whoever looks sees it: its state, its rhythm, its last two weeks, and whom to ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.slack.views.blocks import (
    Block,
    button,
    context,
    escape_cut,
    fields_section,
    mention,
    mrkdwn_link,
    section,
    slack_date,
    truncate,
)
from bot.slack.views.lists import request_line
from workflows.answers.connection_facts import airflow_variable
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.monitoring.health import ConnectionState
from workflows.monitoring.sync_history import SyncDay
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.name_lookup import Match

SHOW_STATUS = "show_status"
"""Followed by the number of the choice: action ids in one block have to differ."""
MAX_STATUS_CHOICES = 5
MAX_NAMED_DAYS = 4
"""Bad days that are named; the line above shows all of them."""

STATE_LABELS = {
    ConnectionState.WORKING: ":large_green_circle: *Works*",
    ConnectionState.FAILING: ":red_circle: *Failing*",
    ConnectionState.LATE: ":large_yellow_circle: *Late*",
    ConnectionState.PAUSED: ":double_vertical_bar: *Paused*",
    ConnectionState.IN_SETUP: ":construction: *In setup*",
}
DAY_SUCCEEDED, DAY_MIXED, DAY_FAILED, DAY_EMPTY = "●", "◐", "○", "·"
DAYS_LEGEND = f"{DAY_SUCCEEDED} all went well  {DAY_MIXED} some failed  {DAY_FAILED} all failed  {DAY_EMPTY} no sync (days in UTC)"
"""Shapes, not colours, tell the days apart."""


def status_message(status: ConnectionStatus) -> tuple[str, list[Block]]:
    """Text and blocks."""
    connection = status.connection
    where = f"{escape_cut(status.service.name, 100)}, {escape_cut(status.environment.label, 40)}"
    head = f"`{escape_cut(connection.name, 130)}` ({where})\n{_state(status)}"
    blocks = [
        section(head),
        fields_section(dict(_facts(status))),
        section(_history(status)),
        context(DAYS_LEGEND),
    ]
    blocks += [section(_incident(one)) for one in status.incidents[:5]]
    links = [mrkdwn_link(status.page_url, "Open in Fivetran")] if status.page_url else []
    blocks.append(context(*links, f"as of {slack_date(status.as_of)}"))
    well = f"{status.succeeded} of {status.succeeded + status.failed} syncs went well in 14 days."
    return escape_cut(f"{connection.name}: {status.state}. {well}", 300), blocks


def _state(seen: ConnectionStatus) -> str:
    """Its state, and why."""
    why = ""
    if seen.state is ConnectionState.FAILING:
        why = f": {escape_cut(seen.connection.problem, 300)}"
    elif seen.connection.setup_state == "incomplete":
        why = ": it waits for its credentials and has never synced"
    elif seen.state is ConnectionState.IN_SETUP:
        why = ": it loads its history, which can take hours to days"
    return f"{STATE_LABELS[seen.state]}{why}"


def _facts(seen: ConnectionStatus) -> Iterator[tuple[str, str]]:
    at = seen.connection.succeeded_at
    yield "Last success", slack_date(at) if at else "never yet"
    yield "Usually takes", _length(seen.typical_duration) if seen.typical_duration else "not known yet"
    yield "Next sync", _next(seen)
    yield "Owner", _owner(seen)
    if seen.request and seen.request.ticket:
        yield "Ticket", mrkdwn_link(seen.request.ticket.url, seen.request.ticket.key)
    yield "Airflow variable", f"`{escape_cut(airflow_variable(seen.connection), 150)}`"


def _next(seen: ConnectionStatus) -> str:
    expected = seen.next_sync
    if expected.at is None:
        return escape_cut(expected.reason, 100)
    overdue = "expected since" if expected.at < seen.as_of else "about"
    return f"{overdue} {slack_date(expected.at)}, {escape_cut(expected.reason, 100)}"


def _owner(seen: ConnectionStatus) -> str:
    if seen.request is None:
        return "data engineering (not requested through me)"
    return escape_cut(seen.request.name_of(seen.request.requester), 80)


def _length(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _history(seen: ConnectionStatus) -> str:
    """A glyph a day, and the same in words, for those who hear it read."""
    line = "".join(_glyph(day) for day in seen.days)
    drawn = f"{seen.days[0].day:%-d %b} `{line}` {seen.days[-1].day:%-d %b}"
    ended = seen.succeeded + seen.failed
    if not ended:
        return f"{drawn}\nNo sync that ended is known of these 14 days."
    return f"{drawn}\n{seen.succeeded} of {ended} syncs went well in 14 days.{_bad_days(seen.days)}"


def _glyph(day: SyncDay) -> str:
    if not day.failed:
        return DAY_SUCCEEDED if day.succeeded else DAY_EMPTY
    return DAY_MIXED if day.succeeded else DAY_FAILED


def _bad_days(days: Sequence[SyncDay]) -> str:
    bad = [day for day in reversed(days) if day.failed]
    named = ", ".join(
        f"{one.day:%-d %b} ({one.failed} of {one.succeeded + one.failed})" for one in bad[:MAX_NAMED_DAYS]
    )
    more = f" and {len(bad) - MAX_NAMED_DAYS} days more" if len(bad) > MAX_NAMED_DAYS else ""
    return f" Failed: {named}{more}." if bad else ""


def _incident(incident: Incident) -> str:
    taken = f" {mention(incident.acknowledged_by)} is on it." if incident.acknowledged_by else ""
    what = f":rotating_light: *Open incident: {escape_cut(incident.condition, 60)}* since {slack_date(incident.opened_at)}"
    return f"{what}\n{escape_cut(incident.reason, 300)}{taken}"


def status_choices(words: str, match: Match, environments: Mapping[str, str]) -> tuple[str, list[Block]]:
    """Which of several is meant: text and blocks. `environments` are words by group id."""
    text = f"“{escape_cut(words, 100)}” is {len(match.connections)} connections. Which one?"
    buttons = [
        button(f"{SHOW_STATUS}_{number}", truncate(f"{one.name} ({_where(one, environments)})", 75), one.id)
        for number, one in enumerate(match.connections[:MAX_STATUS_CHOICES])
    ]
    rest = [
        f"`{escape_cut(one.name, 130)}`"
        for one in match.connections[MAX_STATUS_CHOICES : MAX_STATUS_CHOICES + 20]
    ]
    more = f"\nOr type the name of one of these: {', '.join(rest)}" if rest else ""
    return text, [section(f"{text}{more}"), {"type": "actions", "elements": buttons}]


def _where(connection: Connection, environments: Mapping[str, str]) -> str:
    return environments.get(connection.group_id, connection.group_id)


def pending_text(match: Match) -> str:
    """Requests that have no connection yet."""
    return "\n".join(request_line(one) for one in match.requests[:10])
