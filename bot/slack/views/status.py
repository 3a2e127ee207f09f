"""One connection as whoever looks sees it: its state, its rhythm, its last two weeks, and whom to ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from bot.slack.views.blocks import (
    Block,
    button,
    context,
    cut,
    fields,
    link,
    mention,
    safe,
    section,
    when,
)
from bot.slack.views.lists import request_line
from workflows.answers.connection_facts import airflow_variable
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.monitoring.health import State
from workflows.monitoring.sync_history import Day
from workflows.reporting.connection_status import Status
from workflows.reporting.name_lookup import Meant

CHOOSE = "show_status"
"""Followed by the number of the choice: action ids in one block have to differ."""
CHOICES = 5
NAMED_DAYS = 4
"""Bad days that are named; the line above shows all of them."""

WORDS = {
    State.WORKS: ":large_green_circle: *Works*",
    State.FAILING: ":red_circle: *Failing*",
    State.LATE: ":large_yellow_circle: *Late*",
    State.PAUSED: ":double_vertical_bar: *Paused*",
    State.IN_SETUP: ":construction: *In setup*",
}
ALL_WELL, SOME_BAD, ALL_BAD, NONE = "●", "◐", "○", "·"
LEGEND = (
    f"{ALL_WELL} all went well  {SOME_BAD} some failed  {ALL_BAD} all failed  {NONE} no sync (days in UTC)"
)
"""Shapes, not colours, tell the days apart."""


def status(seen: Status) -> tuple[str, list[Block]]:
    """Text and blocks."""
    connection = seen.connection
    where = f"{safe(seen.service.name, 100)}, {safe(seen.environment.word, 40)}"
    head = f"`{safe(connection.name, 130)}` ({where})\n{_state(seen)}"
    blocks = [section(head), fields(dict(_facts(seen))), section(_history(seen)), context(LEGEND)]
    blocks += [section(_incident(one)) for one in seen.incidents[:5]]
    links = [link(seen.page, "Open in Fivetran")] if seen.page else []
    blocks.append(context(*links, f"as of {when(seen.as_of)}"))
    well = f"{seen.done} of {seen.done + seen.failed} syncs went well in 14 days."
    return safe(f"{connection.name}: {seen.state}. {well}", 300), blocks


def _state(seen: Status) -> str:
    """Its state, and why."""
    why = ""
    if seen.state is State.FAILING:
        why = f": {safe(seen.connection.why, 300)}"
    elif seen.connection.setup_state == "incomplete":
        why = ": it waits for its credentials and has never synced"
    elif seen.state is State.IN_SETUP:
        why = ": it loads its history, which can take hours to days"
    return f"{WORDS[seen.state]}{why}"


def _facts(seen: Status) -> Iterator[tuple[str, str]]:
    at = seen.connection.succeeded_at
    yield "Last success", when(at) if at else "never yet"
    yield "Usually takes", _length(seen.typical) if seen.typical else "not known yet"
    yield "Next sync", _next(seen)
    yield "Owner", _owner(seen)
    if seen.request and seen.request.ticket:
        yield "Ticket", link(seen.request.ticket.url, seen.request.ticket.key)
    yield "Airflow variable", f"`{safe(airflow_variable(seen.connection), 150)}`"


def _next(seen: Status) -> str:
    expected = seen.next
    if expected.at is None:
        return safe(expected.why, 100)
    overdue = "expected since" if expected.at < seen.as_of else "about"
    return f"{overdue} {when(expected.at)}, {safe(expected.why, 100)}"


def _owner(seen: Status) -> str:
    if seen.request is None:
        return "data engineering (not requested through me)"
    return safe(seen.request.name_of(seen.request.requester), 80)


def _length(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"


def _history(seen: Status) -> str:
    """A glyph a day, and the same in words, for those who hear it read."""
    line = "".join(_glyph(day) for day in seen.days)
    drawn = f"{seen.days[0].day:%-d %b} `{line}` {seen.days[-1].day:%-d %b}"
    ended = seen.done + seen.failed
    if not ended:
        return f"{drawn}\nNo sync that ended is known of these 14 days."
    return f"{drawn}\n{seen.done} of {ended} syncs went well in 14 days.{_bad_days(seen.days)}"


def _glyph(day: Day) -> str:
    if not day.failed:
        return ALL_WELL if day.done else NONE
    return SOME_BAD if day.done else ALL_BAD


def _bad_days(days: Sequence[Day]) -> str:
    bad = [day for day in reversed(days) if day.failed]
    named = ", ".join(
        f"{one.day:%-d %b} ({one.failed} of {one.done + one.failed})" for one in bad[:NAMED_DAYS]
    )
    more = f" and {len(bad) - NAMED_DAYS} days more" if len(bad) > NAMED_DAYS else ""
    return f" Failed: {named}{more}." if bad else ""


def _incident(incident: Incident) -> str:
    taken = f" {mention(incident.taken_by)} is on it." if incident.taken_by else ""
    what = (
        f":rotating_light: *Open incident: {safe(incident.condition, 60)}* since {when(incident.opened_at)}"
    )
    return f"{what}\n{safe(incident.why, 300)}{taken}"


def choices(words: str, meant: Meant, environments: Mapping[str, str]) -> tuple[str, list[Block]]:
    """Which of several is meant: text and blocks. `environments` are words by group id."""
    text = f"“{safe(words, 100)}” is {len(meant.connections)} connections. Which one?"
    buttons = [
        button(f"{CHOOSE}_{number}", cut(f"{one.name} ({_where(one, environments)})", 75), one.id)
        for number, one in enumerate(meant.connections[:CHOICES])
    ]
    rest = [f"`{safe(one.name, 130)}`" for one in meant.connections[CHOICES : CHOICES + 20]]
    more = f"\nOr type the name of one of these: {', '.join(rest)}" if rest else ""
    return text, [section(f"{text}{more}"), {"type": "actions", "elements": buttons}]


def _where(connection: Connection, environments: Mapping[str, str]) -> str:
    return environments.get(connection.group_id, connection.group_id)


def pending(meant: Meant) -> str:
    """Requests that have no connection yet."""
    return "\n".join(request_line(one) for one in meant.requests[:10])
