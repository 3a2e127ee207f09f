"""The message of an incident: a pure function of the incident, from its beginning to its end."""

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    Block,
    blockquote,
    button,
    confirm,
    context,
    escape,
    escape_cut,
    mention,
    mrkdwn_link,
    plain_text_object,
    section,
    slack_date,
    truncate,
)
from workflows.connections.model import CONNECTION_PAGE_URL
from workflows.formatting import format_duration
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Condition, Incident, Severity
from workflows.incidents.remediation import find_remediation
from workflows.notifications.actions import SNOOZE_OPTIONS, IncidentAction
from workflows.notifications.thread_updates import REOPENED, RESOLVED, STILL_OPEN, UNSNOOZED, WORSENED

INCIDENT_ACTION_PREFIX = "incident_"
"""What the names of all its buttons begin with; what follows is an act."""
SNOOZE_MENU = f"{INCIDENT_ACTION_PREFIX}snooze"
SEVERITY_ICONS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.WARNING: ":large_orange_circle:",
    Severity.NOTICE: ":large_blue_circle:",
}
MAX_SHOWN_ACTIVITY = 5
ACTION_LABELS = {
    IncidentAction.CONNECT_CARD: "Send me a Connect Card",
    IncidentAction.SYNC: "Sync now",
    IncidentAction.RUN_TESTS: "Run setup tests",
    IncidentAction.PAUSE: "Pause",
    IncidentAction.ACKNOWLEDGE: "I'm on it",
}
ACTIONS_BY_CONDITION: dict[Condition, tuple[IncidentAction, ...]] = {
    Condition.BROKEN_AUTH: (IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    Condition.FAILING: (IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    Condition.DELAYED: (IncidentAction.SYNC, IncidentAction.RUN_TESTS),
    Condition.STUCK: (IncidentAction.SYNC,),
    Condition.SCHEMA_CHANGE: (),
    Condition.PAUSED_BY_FIVETRAN: (IncidentAction.RUN_TESTS,),
    Condition.SETUP_INCOMPLETE: (IncidentAction.CONNECT_CARD, IncidentAction.RUN_TESTS),
    Condition.FLAPPING: (IncidentAction.RUN_TESTS, IncidentAction.PAUSE),
    Condition.WARNING: (),
    Condition.FIRST_SYNC: (),
}
"""What may help against what."""


def incident_text(incident: Incident) -> str:
    """All of it in one line, for notifications and screen readers."""
    where = f"{escape(incident.name)} in {escape(incident.group_name)}"
    if incident.condition is Condition.FIRST_SYNC:
        return truncate(f"{where}: the first historical sync is done", MAX_MESSAGE_CHARS)
    if incident.is_over:
        return truncate(f"{where}: {_ending(incident)} ({incident.condition})", MAX_MESSAGE_CHARS)
    step = find_remediation(incident).instruction.replace("*", "")
    return truncate(
        f"{where}: {incident.condition}. {escape_cut(incident.reason, 500)} {step}", MAX_MESSAGE_CHARS
    )


def incident_blocks(
    incident: Incident, page_url: str = CONNECTION_PAGE_URL, *, mentions: bool = True
) -> list[Block]:
    """The message; `page` is where people open a connection in Fivetran, empty for no links.

    Only one message `mentions` the owner; the others name them.
    """
    owner = _owner(incident, mentions=mentions)
    blocks = [section(f"{_icon(incident)} *{_headline(incident)}*{owner}")]
    if incident.condition is not Condition.FIRST_SYNC:
        blocks.append(section(blockquote(incident.reason)))
    if not incident.is_over:
        blocks.append(section(f"*Next:* {find_remediation(incident).instruction}"))
    blocks += [context(line) for line in _small_print(incident, page_url)]
    return blocks if incident.is_over else [*blocks, {"type": "actions", "elements": _buttons(incident)}]


def incident_thread_text(incident: Incident, key: str) -> str:
    """What is added to its thread (`workflows.notifications.thread_updates`)."""
    if key.startswith(REOPENED):
        return f":repeat: It is back: {incident.condition}. {escape_cut(incident.reason, 500)}"
    if key.startswith(WORSENED):
        return f":small_red_triangle: It got worse: {incident.condition}. {escape_cut(incident.reason, 500)}"
    if key.startswith(UNSNOOZED):
        return f":bell: The snooze is over, and this is not: {incident.condition}."
    if key.startswith(STILL_OPEN):
        assert incident.reminded_at
        length = format_duration(incident.reminded_at - incident.since)
        return f":hourglass: Still so after {length}, and nobody is on it: {incident.condition}."
    assert key.startswith(RESOLVED)
    return f":white_check_mark: {_ending(incident).capitalize()}."


def _icon(incident: Incident) -> str:
    if incident.is_over:
        return ":large_green_circle:" if not incident.end_reason else ":white_circle:"
    return ":zzz:" if incident.snoozed_until else SEVERITY_ICONS[incident.severity]


def _headline(incident: Incident) -> str:
    where = f"`{escape_cut(incident.name, 100)}` in {escape_cut(incident.group_name, 100)}"
    if incident.condition is Condition.FIRST_SYNC:
        return f"{where}: the first historical sync is done"
    return f"{where}: {_ending(incident)}" if incident.is_over else f"{where}: {incident.condition}"


def _ending(incident: Incident) -> str:
    assert incident.ended_at
    length = format_duration(incident.ended_at - incident.since)
    if incident.end_reason:
        return f"over after {length}, {incident.end_reason}"
    return f"recovered after {length}"


def _owner(incident: Incident, *, mentions: bool) -> str:
    who = mention(incident.owner) if mentions and incident.owner else escape_cut(incident.owner_name, 80)
    return f" – {who}" if who else ""


def _small_print(incident: Incident, page: str) -> list[str]:
    facts = [escape_cut(incident.service, 60), f"since {slack_date(incident.since)}"]
    if page:
        facts.append(mrkdwn_link(page.replace("{id}", incident.connection_id), "Open in Fivetran"))
    if incident.is_over:
        assert incident.ended_at
        facts[1] = (
            f"{incident.condition} from {slack_date(incident.since)} to {slack_date(incident.ended_at)}"
        )
    if incident.condition is Condition.FIRST_SYNC:
        facts[1] = slack_date(incident.opened_at)
    if incident.occurrences > 1:
        facts.insert(2, f"{incident.occurrences} times since {slack_date(incident.opened_at)}")
    if incident.has_manual_schedule:
        facts.append("started from outside, usually by Airflow")
    lines = [" · ".join(facts), *(_activity_line(deed) for deed in incident.activity[-MAX_SHOWN_ACTIVITY:])]
    if incident.snoozed_until and not incident.is_over:
        ever = incident.snoozed_until >= UNTIL_RECOVERY
        lines.append(f":zzz: Quiet until {'it recovers' if ever else slack_date(incident.snoozed_until)}")
    if incident.storm_id and not incident.is_over:
        lines.append(
            f":arrow_right: Told together with others of {escape_cut(incident.group_name, 100)} from now on"
        )
    return lines


def _activity_line(deed: ActivityEntry) -> str:
    return f"{escape_cut(deed.name, 80)} {escape_cut(deed.action, 500)}, {slack_date(deed.at)}"


def _buttons(incident: Incident) -> list[Block]:
    acts = [
        act
        for act in ACTIONS_BY_CONDITION[incident.condition]
        if act is not IncidentAction.CONNECT_CARD or incident.owner
    ]
    if not incident.acknowledged_by:
        acts.append(IncidentAction.ACKNOWLEDGE)
    return [*(_button(act, incident) for act in acts), _snooze(incident)]


def _button(act: IncidentAction, incident: Incident) -> Block:
    said = truncate(f"{ACTION_LABELS[act]}: {incident.name}", 75)
    more = {"confirm": _pause_confirm(incident)} if act is IncidentAction.PAUSE else {}
    return button(
        f"{INCIDENT_ACTION_PREFIX}{act}", ACTION_LABELS[act], incident.id, accessibility_label=said, **more
    )


def _pause_confirm(incident: Incident) -> Block:
    text = "It loads no data until somebody resumes it in Fivetran."
    if incident.has_manual_schedule:
        text = f"Airflow starts its syncs, so its task fails until somebody resumes it. {text}"
    return confirm(f"Pause {truncate(incident.name, 60)}?", text, "Pause it", "Leave it")


def _snooze(incident: Incident) -> Block:
    options = [
        {"text": plain_text_object(words.capitalize()), "value": f"{incident.id} {act}"}
        for act, (_length, words) in SNOOZE_OPTIONS.items()
    ]
    return {
        "type": "static_select",
        "action_id": SNOOZE_MENU,
        "placeholder": plain_text_object("Snooze"),
        "options": options,
    }
