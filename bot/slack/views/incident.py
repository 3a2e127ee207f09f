"""The message of an incident, as a pure function of the incident and of who uses the data."""

from collections.abc import Iterator
from datetime import datetime

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    MAX_QUOTE_CHARS,
    Block,
    actions,
    blockquote,
    context,
    escape_cut,
    mention,
    mention_group,
    mrkdwn_link,
    section,
    slack_date,
    truncate,
)
from bot.slack.views.incident_buttons import incident_buttons, page_button
from bot.slack.views.incident_headline import current_acknowledgment, ending, headline_mrkdwn, headline_text
from bot.slack.views.local_times import localize_times, notice_cut
from workflows.connections.model import CONNECTION_PAGE_URL, ConnectionTab, connection_page
from workflows.formatting import format_duration
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import OUTAGE, condition_label
from workflows.incidents.model import ActivityEntry, Condition, Incident
from workflows.incidents.remediation import find_remediation
from workflows.incidents.wording import without_repeats
from workflows.notifications.thread_updates import REOPENED, RESOLVED, STILL_OPEN, UNSNOOZED, WORSENED

MAX_SHOWN_ACTIVITY = 5
MAX_USERS_CHARS = 120
MANUAL_SCHEDULE = "started outside Fivetran, usually by Airflow"
ACTIVITY_LABELS = {
    IncidentAction.CONNECT_CARD: "asked for a sign-in link",
    IncidentAction.SYNC: "started a sync",
    IncidentAction.RUN_TESTS: "ran the setup tests, which",
    IncidentAction.PAUSE: "paused it",
    IncidentAction.RESUME: "resumed it",
    IncidentAction.ACKNOWLEDGE: "was on it",
    IncidentAction.HAND_BACK: "handed it back",
    IncidentAction.SNOOZE_1_HOUR: "snoozed it for 1 h",
    IncidentAction.SNOOZE_4_HOURS: "snoozed it for 4 h",
    IncidentAction.SNOOZE_1_DAY: "snoozed it for 1 day",
    IncidentAction.SNOOZE_UNTIL_RECOVERY: "snoozed it until it recovers",
    IncidentAction.UNSNOOZE: "ended the snooze",
}
"""What a person did, as the end of a sentence that begins with their name. The headline says who is on it now."""


def incident_text(incident: Incident, *, used_by: str = "") -> str:
    """Return the whole message in one line, for notifications and screen readers."""
    first, label = headline_text(incident), condition_label(incident.condition)
    if incident.condition is Condition.FIRST_SYNC:
        return truncate(first, MAX_MESSAGE_CHARS)
    if incident.is_over:
        return truncate(f"{first} ({label})", MAX_MESSAGE_CHARS)
    step = _next_step(incident)
    reason = notice_cut(_reason(incident), 500)
    facts = " · ".join(_facts(incident, escape_cut(incident.owner_name, 80), used_by))
    return truncate(" ".join(filter(None, [f"{first}.", reason, step.replace("*", ""), facts])), MAX_MESSAGE_CHARS)


def incident_blocks(
    incident: Incident,
    page_url: str = CONNECTION_PAGE_URL,
    *,
    mentions: bool = True,
    used_by: str = "",
    group: str = "",
) -> list[Block]:
    """Return the message.

    `page_url` is the address of a connection in Fivetran; empty for no link. With `mentions`, the owner is
    mentioned instead of named. `used_by` says who uses the data, in the words of its request. `group` is the id of
    a user group to mention.
    """
    blocks = [section(headline_mrkdwn(incident))]
    if not incident.is_over:
        if reason := _reason(incident):
            blocks.append(section(localize_times(blockquote(reason))))
        blocks.append(section(f"*Next:* {_next_step(incident)}"))
        facts = [*_facts(incident, _owner(incident, mentions=mentions), used_by)]
        blocks.append(section(" · ".join([*facts, mention_group(group)] if group else facts)))
    blocks += [context(line) for line in _context_lines(incident, page_url)]
    return [*blocks, *incident_buttons(incident, page_url)]


def page_link_message(incident: Incident, tab: ConnectionTab, page_url: str) -> tuple[str, list[Block]]:
    """Return text and blocks for one person, with a link to a tab of the connection in Fivetran."""
    name = escape_cut(incident.name, 100)
    text = f"Reconnect {name} on its {tab.capitalize()} tab in Fivetran."
    return text, [section(text.replace(name, f"`{name}`", 1)), *actions(page_button(incident, tab, page_url))]


def incident_thread_text(incident: Incident, key: str) -> str:
    """Return the update that a key of `workflows.notifications.thread_updates` adds to the thread."""
    label = condition_label(incident.condition)
    news = f"{label}. {notice_cut(incident.reason, 500)}".strip()
    if key.startswith(REOPENED):
        return f":repeat: Reopened: {news}"
    if key.startswith(WORSENED):
        return f":small_red_triangle: Now {incident.severity}: {news}"
    if key.startswith(UNSNOOZED):
        return f":bell: Snooze ended – still open: {label}."
    if key.startswith(STILL_OPEN):
        assert incident.reminded_at
        duration = format_duration(incident.reminded_at - incident.since)
        return f":hourglass: Still open after {duration} and unacknowledged: {label}."
    assert key.startswith(RESOLVED)
    return f":white_check_mark: {ending(incident).capitalize()}."


def _reason(incident: Incident) -> str:
    """Return what is wrong, without what the next step says too."""
    step = find_remediation(incident)
    return without_repeats(incident.cause, step.vendor_text or step.instruction)


def _next_step(incident: Incident) -> str:
    """Return the next step as mrkdwn, in Fivetran's own words where it has some."""
    step = find_remediation(incident)
    return notice_cut(" ".join(step.vendor_text.split()), MAX_QUOTE_CHARS) if step.vendor_text else step.instruction


def _facts(incident: Incident, owner: str, used_by: str) -> Iterator[str]:
    """Yield how stale the data is, who owns the connection, and who uses its data."""
    if incident.family == OUTAGE:
        yield f"Last data: {_how_stale(incident.succeeded_at)}"
    if owner or not incident.owner:
        yield f"Owner: {owner or 'none yet'}"
    if used_by:
        yield f"Used by: {escape_cut(used_by, MAX_USERS_CHARS)}"


def _how_stale(at: datetime | None) -> str:
    return f"{slack_date(at)} ({slack_date(at, '{ago}')})" if at else "none yet"


def _owner(incident: Incident, *, mentions: bool) -> str:
    return mention(incident.owner) if mentions and incident.owner else escape_cut(incident.owner_name, 80)


def _context_lines(incident: Incident, page_url: str) -> Iterator[str]:
    yield " · ".join(_details(incident, page_url))
    now = current_acknowledgment(incident)
    yield from (_activity_line(entry) for entry in incident.activity[-MAX_SHOWN_ACTIVITY:] if entry != now)
    if incident.storm_id and not incident.is_over:
        yield f":arrow_right: Updates continue in the shared message for {escape_cut(incident.group_name, 100)}"


def _details(incident: Incident, page_url: str) -> Iterator[str]:
    if incident.service != incident.name:
        yield escape_cut(incident.service, 60)
    yield _period(incident)
    if incident.occurrences > 1:
        yield f"{incident.occurrences} times since {slack_date(incident.opened_at)}"
    if page_url:
        yield mrkdwn_link(connection_page(page_url, incident.connection_id), "Open in Fivetran")
    if incident.has_manual_schedule:
        yield MANUAL_SCHEDULE


def _period(incident: Incident) -> str:
    label = condition_label(incident.condition)
    if incident.condition is Condition.FIRST_SYNC:
        return f"{label}, {slack_date(incident.opened_at)}"
    if not incident.ended_at:
        return f"{label} since {slack_date(incident.since)}"
    return f"{label} from {slack_date(incident.since)} to {slack_date(incident.ended_at)}"


def _activity_line(entry: ActivityEntry) -> str:
    action = ACTIVITY_LABELS[entry.action]
    if entry.action is IncidentAction.RUN_TESTS:
        action += f" failed: {'; '.join(entry.failed_tests)}" if entry.failed_tests else " passed"
    return f"{escape_cut(entry.name, 80)} {escape_cut(action, 500)}, {slack_date(entry.at)}"
