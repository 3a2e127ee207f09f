"""View of the status of one connection: state, schedule, last two weeks, owner."""

from collections.abc import Iterator, Mapping, Sequence

from bot.slack.views.access_offers import NO_OFFERS, AccessOffers, ask_button
from bot.slack.views.blocks import (
    Block,
    actions,
    button,
    context,
    escape_cut,
    fields_section,
    mention,
    mrkdwn_link,
    section,
    slack_date,
)
from bot.slack.views.lists import request_line
from bot.slack.views.local_times import notice_cut
from bot.slack.views.owners import owner_buttons
from workflows.answers.connection_facts import airflow_variable
from workflows.connections.model import Connection
from workflows.formatting import format_duration
from workflows.incidents.conditions import condition_label
from workflows.incidents.model import Incident
from workflows.monitoring.health import ConnectionState
from workflows.monitoring.sync_history import SyncDay
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.duplicates import CONNECTION_STATE_LABELS
from workflows.reporting.name_lookup import Match

SHOW_STATUS = "show_status"
"""Prefix of the action id; the number of the choice follows, since ids in a block must differ."""
MAX_STATUS_CHOICES = 5
MAX_NAMED_DAYS = 4
"""Failed days that are named; the glyphs show all of them."""

STATE_EMOJI = {
    ConnectionState.WORKING: ":large_green_circle:",
    ConnectionState.FAILING: ":red_circle:",
    ConnectionState.LATE: ":large_yellow_circle:",
    ConnectionState.PAUSED: ":double_vertical_bar:",
    ConnectionState.IN_SETUP: ":construction:",
}
DAY_SUCCEEDED, DAY_MIXED, DAY_FAILED, DAY_EMPTY = "●", "◐", "○", "·"
DAYS_LEGEND = (
    f"{DAY_SUCCEEDED} all succeeded  {DAY_MIXED} some failed  {DAY_FAILED} all failed  "
    f"{DAY_EMPTY} no sync (days in UTC)"
)
"""Days differ by shape rather than color."""


def status_message(status: ConnectionStatus, offers: AccessOffers = NO_OFFERS) -> tuple[str, list[Block]]:
    """Return text and blocks. `offers` say what the viewer can ask for."""
    connection = status.connection
    where = f"{escape_cut(status.service.name, 100)}, {escape_cut(status.environment.label, 40)}"
    head = f"`{escape_cut(connection.name, 130)}` ({where})\n{state_line(status)}"
    blocks = [
        section(head),
        fields_section(dict(_facts(status))),
        section(_history(status)),
        context(DAYS_LEGEND),
    ]
    blocks += [section(_incident(incident)) for incident in status.incidents[:5]]
    links = [mrkdwn_link(status.page_url, "Open in Fivetran")] if status.page_url else []
    blocks.append(context(*links, f"as of {slack_date(status.as_of)}"))
    if note := offers.asked_note(connection.id):
        blocks.append(context(note))
    blocks += actions([*_ask(status, offers), *_owner_buttons(status)])
    total = status.succeeded + status.failed
    text = f"{connection.name}: {CONNECTION_STATE_LABELS[status.state]}. {_success_rate(status, total)}"
    return escape_cut(text, 300), blocks


def _ask(status: ConnectionStatus, offers: AccessOffers) -> list[Block]:
    """Return *Ask for access*, unless the viewer owns the data or has asked."""
    business_owner = status.request.answers.business_owner if status.request else None
    owners = [status.owner.id if status.owner else None, business_owner]
    connection = status.connection
    return [ask_button(connection.id, connection.name)] if offers.can_ask(connection.id, owners) else []


def _owner_buttons(status: ConnectionStatus) -> list[Block]:
    is_requested = status.owner is not None and status.owner.is_requester
    return [] if is_requested else owner_buttons(status.connection.id, is_owned=status.owner is not None)


def _success_rate(status: ConnectionStatus, total: int) -> str:
    return f"{status.succeeded} of {total} syncs succeeded in 14 days."


def state_line(status: ConnectionStatus) -> str:
    """Return the state and its reason."""
    why = ""
    if status.state is ConnectionState.FAILING:
        why = f": {escape_cut(status.connection.problem, 300)}"
    elif status.connection.setup_state == "incomplete":
        why = ": waiting for its credentials; it has never synced"
    elif status.state is ConnectionState.IN_SETUP:
        why = ": historical sync, which can take hours to days"
    label = CONNECTION_STATE_LABELS[status.state].capitalize()
    return f"{STATE_EMOJI[status.state]} *{label}*{why}"


def _facts(status: ConnectionStatus) -> Iterator[tuple[str, str]]:
    at = status.connection.succeeded_at
    yield "Last success", slack_date(at) if at else "never"
    yield "Usually takes", format_duration(status.typical_duration) if status.typical_duration else "unknown"
    yield "Next sync", _next(status)
    yield "Owner", _owner(status)
    if status.request and status.request.ticket:
        yield "Ticket", mrkdwn_link(status.request.ticket.url, status.request.ticket.key)
    yield "Airflow variable", f"`{escape_cut(airflow_variable(status.connection), 150)}`"


def _next(status: ConnectionStatus) -> str:
    expected = status.next_sync
    if expected.at is None:
        return escape_cut(expected.reason, 100)
    overdue = "expected since" if expected.at < status.as_of else "about"
    return f"{overdue} {slack_date(expected.at)}, {escape_cut(expected.reason, 100)}"


def _owner(status: ConnectionStatus) -> str:
    if status.owner is None:
        return "none"
    return escape_cut(status.owner.name or status.owner.id, 80)


def _history(status: ConnectionStatus) -> str:
    """Return a glyph for each day, and the same in words for screen readers."""
    line = "".join(_glyph(day) for day in status.days)
    drawn = f"{status.days[0].day:%b %-d} `{line}` {status.days[-1].day:%b %-d}"
    total = status.succeeded + status.failed
    if not total:
        return f"{drawn}\nNo sync ended in the last 14 days."
    return f"{drawn}\n{_success_rate(status, total)}{_failed_days(status.days)}"


def _glyph(day: SyncDay) -> str:
    if not day.failed:
        return DAY_SUCCEEDED if day.succeeded else DAY_EMPTY
    return DAY_MIXED if day.succeeded else DAY_FAILED


def _failed_days(days: Sequence[SyncDay]) -> str:
    failed = [day for day in reversed(days) if day.failed]
    named = ", ".join(
        f"{day.day:%b %-d} ({day.failed} of {day.succeeded + day.failed})" for day in failed[:MAX_NAMED_DAYS]
    )
    more = f" and {len(failed) - MAX_NAMED_DAYS} more days" if len(failed) > MAX_NAMED_DAYS else ""
    return f" Failed: {named}{more}." if failed else ""


def _incident(incident: Incident) -> str:
    acknowledged = f" Acknowledged by {mention(incident.acknowledged_by)}." if incident.acknowledged_by else ""
    headline = f":rotating_light: *Open incident: {condition_label(incident.condition)}*"
    return f"{headline} since {slack_date(incident.opened_at)}\n{notice_cut(incident.reason, 300)}{acknowledged}"


def status_choices(name: str, match: Match, environments: Mapping[str, str]) -> tuple[str, list[Block]]:
    """Return text and blocks that ask which connection is meant. `environments` are labels by group id."""
    text = f"“{escape_cut(name, 100)}” matches {len(match.connections)} connections. Which one?"
    buttons = [
        button(f"{SHOW_STATUS}_{number}", f"{one.name} ({_environment_label(one, environments)})", one.id)
        for number, one in enumerate(match.connections[:MAX_STATUS_CHOICES])
    ]
    rest = [
        f"`{escape_cut(connection.name, 130)}`"
        for connection in match.connections[MAX_STATUS_CHOICES : MAX_STATUS_CHOICES + 20]
    ]
    more = f"\nOr type the full name: {', '.join(rest)}" if rest else ""
    return text, [section(f"{text}{more}"), *actions(buttons)]


def _environment_label(connection: Connection, environments: Mapping[str, str]) -> str:
    return environments.get(connection.group_id, connection.group_id)


def pending_text(match: Match) -> str:
    """Return one line for each request without a connection."""
    return "\n".join(request_line(request) for request in match.requests[:10])
