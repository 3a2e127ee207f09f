"""The message of an incident: a pure function of the incident, from its beginning to its end."""

from bot.slack.views.blocks import (
    MESSAGE_TEXT,
    Block,
    button,
    confirm,
    context,
    cut,
    escape,
    link,
    mention,
    plain,
    quoted,
    safe,
    section,
    when,
)
from workflows.connections.model import PAGE
from workflows.formatting import duration
from workflows.incidents.model import UNTIL_IT_RECOVERS, Condition, Deed, Incident, Severity
from workflows.incidents.remediation import remedy
from workflows.notifications.actions import SNOOZES, Act
from workflows.notifications.thread_updates import AGAIN, ENDED, STILL, WOKEN, WORSE

ACTION = "incident_"
"""What the names of all its buttons begin with; what follows is an act."""
SNOOZE = f"{ACTION}snooze"
ICONS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.WARNING: ":large_orange_circle:",
    Severity.NOTICE: ":large_blue_circle:",
}
SHOWN_DEEDS = 5
LABELS = {
    Act.CARD: "Send me a Connect Card",
    Act.SYNC: "Sync now",
    Act.TEST: "Run setup tests",
    Act.PAUSE: "Pause",
    Act.TAKE: "I'm on it",
}
HELPS: dict[Condition, tuple[Act, ...]] = {
    Condition.BROKEN_AUTH: (Act.CARD, Act.TEST, Act.PAUSE),
    Condition.FAILING: (Act.SYNC, Act.TEST, Act.PAUSE),
    Condition.DELAYED: (Act.SYNC, Act.TEST),
    Condition.STUCK: (Act.SYNC,),
    Condition.SCHEMA_CHANGE: (),
    Condition.PAUSED_BY_SYSTEM: (Act.TEST,),
    Condition.SETUP_UNFINISHED: (Act.CARD, Act.TEST),
    Condition.FLAPPING: (Act.TEST, Act.PAUSE),
    Condition.WARNING: (),
    Condition.FIRST_SYNC: (),
}
"""What may help against what."""


def incident_text(incident: Incident) -> str:
    """All of it in one line, for notifications and screen readers."""
    where = f"{escape(incident.name)} in {escape(incident.group_name)}"
    if incident.condition is Condition.FIRST_SYNC:
        return cut(f"{where}: the first historical sync is done", MESSAGE_TEXT)
    if incident.is_over:
        return cut(f"{where}: {_over(incident)} ({incident.condition})", MESSAGE_TEXT)
    step = remedy(incident).step.replace("*", "")
    return cut(f"{where}: {incident.condition}. {safe(incident.why, 500)} {step}", MESSAGE_TEXT)


def incident_blocks(incident: Incident, page: str = PAGE, *, mentions: bool = True) -> list[Block]:
    """The message; `page` is where people open a connection in Fivetran, empty for no links.

    Only one message `mentions` the owner; the others name them.
    """
    owner = _owner(incident, mentions=mentions)
    blocks = [section(f"{_icon(incident)} *{_headline(incident)}*{owner}")]
    if incident.condition is not Condition.FIRST_SYNC:
        blocks.append(section(quoted(incident.why)))
    if not incident.is_over:
        blocks.append(section(f"*Next:* {remedy(incident).step}"))
    blocks += [context(line) for line in _small_print(incident, page)]
    return blocks if incident.is_over else [*blocks, {"type": "actions", "elements": _buttons(incident)}]


def incident_line(incident: Incident, key: str) -> str:
    """What is added to its thread (`workflows.notifications.thread_updates`)."""
    if key.startswith(AGAIN):
        return f":repeat: It is back: {incident.condition}. {safe(incident.why, 500)}"
    if key.startswith(WORSE):
        return f":small_red_triangle: It got worse: {incident.condition}. {safe(incident.why, 500)}"
    if key.startswith(WOKEN):
        return f":bell: The snooze is over, and this is not: {incident.condition}."
    if key.startswith(STILL):
        assert incident.reminded_at
        length = duration(incident.reminded_at - incident.since)
        return f":hourglass: Still so after {length}, and nobody is on it: {incident.condition}."
    assert key.startswith(ENDED)
    return f":white_check_mark: {_over(incident).capitalize()}."


def _icon(incident: Incident) -> str:
    if incident.is_over:
        return ":large_green_circle:" if not incident.ending else ":white_circle:"
    return ":zzz:" if incident.snoozed_until else ICONS[incident.severity]


def _headline(incident: Incident) -> str:
    where = f"`{safe(incident.name, 100)}` in {safe(incident.group_name, 100)}"
    if incident.condition is Condition.FIRST_SYNC:
        return f"{where}: the first historical sync is done"
    return f"{where}: {_over(incident)}" if incident.is_over else f"{where}: {incident.condition}"


def _over(incident: Incident) -> str:
    assert incident.ended_at
    length = duration(incident.ended_at - incident.since)
    if incident.ending:
        return f"over after {length}, {incident.ending}"
    return f"recovered after {length}"


def _owner(incident: Incident, *, mentions: bool) -> str:
    who = mention(incident.owner) if mentions and incident.owner else safe(incident.owner_name, 80)
    return f" – {who}" if who else ""


def _small_print(incident: Incident, page: str) -> list[str]:
    facts = [safe(incident.service, 60), f"since {when(incident.since)}"]
    if page:
        facts.append(link(page.replace("{id}", incident.connection_id), "Open in Fivetran"))
    if incident.is_over:
        assert incident.ended_at
        facts[1] = f"{incident.condition} from {when(incident.since)} to {when(incident.ended_at)}"
    if incident.condition is Condition.FIRST_SYNC:
        facts[1] = when(incident.opened_at)
    if incident.times > 1:
        facts.insert(2, f"{incident.times} times since {when(incident.opened_at)}")
    if incident.is_manual:
        facts.append("started from outside, usually by Airflow")
    lines = [" · ".join(facts), *(_deed(deed) for deed in incident.deeds[-SHOWN_DEEDS:])]
    if incident.snoozed_until and not incident.is_over:
        ever = incident.snoozed_until >= UNTIL_IT_RECOVERS
        lines.append(f":zzz: Quiet until {'it recovers' if ever else when(incident.snoozed_until)}")
    if incident.storm and not incident.is_over:
        lines.append(
            f":arrow_right: Told together with others of {safe(incident.group_name, 100)} from now on"
        )
    return lines


def _deed(deed: Deed) -> str:
    return f"{safe(deed.name, 80)} {safe(deed.what, 500)}, {when(deed.at)}"


def _buttons(incident: Incident) -> list[Block]:
    acts = [act for act in HELPS[incident.condition] if act is not Act.CARD or incident.owner]
    if not incident.taken_by:
        acts.append(Act.TAKE)
    return [*(_button(act, incident) for act in acts), _snooze(incident)]


def _button(act: Act, incident: Incident) -> Block:
    said = cut(f"{LABELS[act]}: {incident.name}", 75)
    more = {"confirm": _pausing(incident)} if act is Act.PAUSE else {}
    return button(f"{ACTION}{act}", LABELS[act], incident.id, accessibility_label=said, **more)


def _pausing(incident: Incident) -> Block:
    text = "It loads no data until somebody resumes it in Fivetran."
    if incident.is_manual:
        text = f"Airflow starts its syncs, so its task fails until somebody resumes it. {text}"
    return confirm(f"Pause {cut(incident.name, 60)}?", text, "Pause it", "Leave it")


def _snooze(incident: Incident) -> Block:
    options = [
        {"text": plain(words.capitalize()), "value": f"{incident.id} {act}"}
        for act, (_length, words) in SNOOZES.items()
    ]
    return {"type": "static_select", "action_id": SNOOZE, "placeholder": plain("Snooze"), "options": options}
