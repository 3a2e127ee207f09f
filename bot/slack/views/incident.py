"""The message of an incident, as a pure function of the incident."""

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    actions,
    blockquote,
    button,
    confirm,
    context,
    escape,
    escape_cut,
    mention,
    mrkdwn_link,
    section,
    slack_date,
    truncate,
)
from bot.slack.views.inputs import select_input
from bot.slack.views.local_times import localize_times, notice_cut
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.formatting import format_duration
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import CONDITION_RULES, condition_label
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Condition, EndReason, Incident, Severity
from workflows.incidents.remediation import find_remediation
from workflows.notifications.thread_updates import REOPENED, RESOLVED, STILL_OPEN, UNSNOOZED, WORSENED

INCIDENT_ACTION_PREFIX = "incident_"
"""Start of the action ids of all buttons; an `IncidentAction` follows."""
SNOOZE_MENU = f"{INCIDENT_ACTION_PREFIX}snooze"
SEVERITY_ICONS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.WARNING: ":large_orange_circle:",
    Severity.NOTICE: ":large_blue_circle:",
}
END_LABELS = {None: "recovered", EndReason.PAUSED: "paused", EndReason.DELETED: "deleted"}
"""How an incident ended, by its reason."""
MAX_SHOWN_ACTIVITY = 5
MANUAL_SCHEDULE = "started outside Fivetran, usually by Airflow"
ACTION_LABELS = {
    IncidentAction.CONNECT_CARD: "Send Connect Card",
    IncidentAction.SYNC: "Sync now",
    IncidentAction.RUN_TESTS: "Run setup tests",
    IncidentAction.PAUSE: "Pause",
    IncidentAction.ACKNOWLEDGE: "I'm on it",
}
SNOOZE_LABELS = {
    IncidentAction.SNOOZE_1_HOUR: "1 hour",
    IncidentAction.SNOOZE_4_HOURS: "4 hours",
    IncidentAction.SNOOZE_1_DAY: "1 day",
    IncidentAction.SNOOZE_UNTIL_RECOVERY: "Until it recovers",
}
ACTIVITY_LABELS = {
    IncidentAction.CONNECT_CARD: "requested a new Connect Card",
    IncidentAction.SYNC: "started a sync",
    IncidentAction.RUN_TESTS: "ran the setup tests, which",
    IncidentAction.PAUSE: "paused it",
    IncidentAction.ACKNOWLEDGE: "is on it",
    IncidentAction.SNOOZE_1_HOUR: "snoozed it for 1 hour",
    IncidentAction.SNOOZE_4_HOURS: "snoozed it for 4 hours",
    IncidentAction.SNOOZE_1_DAY: "snoozed it for 1 day",
    IncidentAction.SNOOZE_UNTIL_RECOVERY: "snoozed it until it recovers",
}
"""What a person did, as the end of a sentence that begins with their name."""


def incident_text(incident: Incident) -> str:
    """Return the whole message in one line, for notifications and screen readers."""
    where = f"{escape(incident.name)} in {escape(incident.group_name)}"
    label = condition_label(incident.condition)
    if incident.condition is Condition.FIRST_SYNC:
        return truncate(f"{where}: {label}", MAX_MESSAGE_CHARS)
    if incident.is_over:
        return truncate(f"{where}: {_ending(incident)} ({label})", MAX_MESSAGE_CHARS)
    step = find_remediation(incident).instruction.replace("*", "")
    return truncate(f"{where}: {label}. {notice_cut(incident.reason, 500)} {step}", MAX_MESSAGE_CHARS)


def incident_blocks(incident: Incident, page_url: str = CONNECTION_PAGE_URL, *, mentions: bool = True) -> list[Block]:
    """Return the message.

    `page_url` is the address of a connection in Fivetran; empty for no link. With `mentions`, the owner is
    mentioned instead of named.
    """
    owner = _owner(incident, mentions=mentions)
    blocks = [section(f"{_icon(incident)} *{_headline(incident)}*{owner}")]
    if incident.condition is not Condition.FIRST_SYNC:
        blocks.append(section(localize_times(blockquote(incident.reason))))
    if not incident.is_over:
        blocks.append(section(f"*Next:* {find_remediation(incident).instruction}"))
    blocks += [context(line) for line in _context_lines(incident, page_url)]
    return blocks if incident.is_over else [*blocks, *actions(_buttons(incident))]


def incident_thread_text(incident: Incident, key: str) -> str:
    """Return the update that a key of `workflows.notifications.thread_updates` adds to the thread."""
    label = condition_label(incident.condition)
    if key.startswith(REOPENED):
        return f":repeat: Reopened: {label}. {notice_cut(incident.reason, 500)}"
    if key.startswith(WORSENED):
        return f":small_red_triangle: Now {incident.severity}: {label}. {notice_cut(incident.reason, 500)}"
    if key.startswith(UNSNOOZED):
        return f":bell: Snooze ended – still open: {label}."
    if key.startswith(STILL_OPEN):
        assert incident.reminded_at
        duration = format_duration(incident.reminded_at - incident.since)
        return f":hourglass: Still open after {duration} and unacknowledged: {label}."
    assert key.startswith(RESOLVED)
    return f":white_check_mark: {_ending(incident).capitalize()}."


def _icon(incident: Incident) -> str:
    if incident.is_over:
        return ":large_green_circle:" if not incident.end_reason else ":white_circle:"
    return ":zzz:" if incident.snoozed_until else SEVERITY_ICONS[incident.severity]


def _headline(incident: Incident) -> str:
    where = f"`{escape_cut(incident.name, 100)}` in {escape_cut(incident.group_name, 100)}"
    is_resolved = incident.is_over and incident.condition is not Condition.FIRST_SYNC
    return f"{where}: {_ending(incident) if is_resolved else condition_label(incident.condition)}"


def _ending(incident: Incident) -> str:
    assert incident.ended_at
    duration = format_duration(incident.ended_at - incident.since)
    if incident.end_reason:
        return f"closed after {duration}: the connection was {END_LABELS[incident.end_reason]}"
    return f"recovered after {duration}"


def _owner(incident: Incident, *, mentions: bool) -> str:
    name = mention(incident.owner) if mentions and incident.owner else escape_cut(incident.owner_name, 80)
    return f" – {name}" if name else ""


def _context_lines(incident: Incident, page_url: str) -> list[str]:
    return [
        " · ".join(_details(incident, page_url)),
        *(_activity_line(entry) for entry in incident.activity[-MAX_SHOWN_ACTIVITY:]),
        *_state_lines(incident),
    ]


def _details(incident: Incident, page_url: str) -> list[str]:
    details = [escape_cut(incident.service, 60), _period(incident)]
    if incident.occurrences > 1:
        details.append(f"{incident.occurrences} times since {slack_date(incident.opened_at)}")
    if page_url:
        details.append(mrkdwn_link(page_url.replace("{id}", incident.connection_id), "Open in Fivetran"))
    if incident.has_manual_schedule:
        details.append(MANUAL_SCHEDULE)
    return details


def _period(incident: Incident) -> str:
    if incident.condition is Condition.FIRST_SYNC:
        return slack_date(incident.opened_at)
    if not incident.ended_at:
        return f"since {slack_date(incident.since)}"
    label = condition_label(incident.condition)
    return f"{label} from {slack_date(incident.since)} to {slack_date(incident.ended_at)}"


def _state_lines(incident: Incident) -> list[str]:
    lines: list[str] = []
    if incident.is_over:
        return lines
    if incident.snoozed_until:
        is_forever = incident.snoozed_until >= UNTIL_RECOVERY
        lines.append(f":zzz: Snoozed until {'it recovers' if is_forever else slack_date(incident.snoozed_until)}")
    if incident.storm_id:
        group = escape_cut(incident.group_name, 100)
        lines.append(f":arrow_right: Updates continue in the shared message for {group}")
    return lines


def _activity_line(entry: ActivityEntry) -> str:
    action = ACTIVITY_LABELS[entry.action]
    if entry.action is IncidentAction.RUN_TESTS:
        action += f" failed: {'; '.join(entry.failed_tests)}" if entry.failed_tests else " passed"
    return f"{escape_cut(entry.name, 80)} {escape_cut(action, 500)}, {slack_date(entry.at)}"


def _buttons(incident: Incident) -> list[Block]:
    offered = [
        action
        for action in CONDITION_RULES[incident.condition].actions
        if action is not IncidentAction.CONNECT_CARD or incident.owner
    ]
    if not incident.acknowledged_by:
        offered.append(IncidentAction.ACKNOWLEDGE)
    return [*(_button(action, incident) for action in offered), _snooze_menu(incident)]


def _button(action: IncidentAction, incident: Incident) -> Block:
    label = ACTION_LABELS[action]
    more = {"confirm": _pause_confirm(incident)} if action is IncidentAction.PAUSE else {}
    return button(
        f"{INCIDENT_ACTION_PREFIX}{action}",
        label,
        incident.id,
        accessibility_label=truncate(f"{label}: {incident.name}", 75),
        **more,
    )


def _pause_confirm(incident: Incident) -> Block:
    text = "It stops loading data until it's resumed in Fivetran."
    if incident.has_manual_schedule:
        text = f"Airflow starts its syncs, so the Airflow task fails while it's paused. {text}"
    return confirm(f"Pause {truncate(incident.name, 60)}?", text, "Pause")


def _snooze_menu(incident: Incident) -> Block:
    options = [(f"{incident.id} {action}", label) for action, label in SNOOZE_LABELS.items()]
    return select_input(SNOOZE_MENU, options, placeholder="Snooze")
