"""The buttons under an incident: one that does its next step, and what else a person can do."""

from collections.abc import Mapping

from bot.slack.views.blocks import Block, actions, button, confirm, truncate
from bot.slack.views.connect_card import SIGN_IN_LINK
from bot.slack.views.inputs import select_input
from bot.slack.views.owners import owner_buttons
from workflows.connections.model import ConnectionTab, connection_page
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import CONDITION_RULES
from workflows.incidents.model import Incident
from workflows.incidents.next_step import STEP_ACTIONS, STEP_TABS, NextStep
from workflows.incidents.remediation import find_remediation

INCIDENT_ACTION_PREFIX = "incident_"
"""Start of the action ids of all buttons; an `IncidentAction` follows."""
SNOOZE_MENU = f"{INCIDENT_ACTION_PREFIX}snooze"
OPEN_IN_FIVETRAN = "open_in_fivetran"
"""Action id of the buttons that are links."""
ACTION_LABELS: Mapping[IncidentAction, str] = {
    IncidentAction.CONNECT_CARD: SIGN_IN_LINK,
    IncidentAction.SYNC: "Sync now",
    IncidentAction.RUN_TESTS: "Run setup tests",
    IncidentAction.PAUSE: "Pause",
    IncidentAction.RESUME: "Resume syncs",
    IncidentAction.ACKNOWLEDGE: "I'm on it",
    IncidentAction.HAND_BACK: "Hand back",
    IncidentAction.UNSNOOZE: "Unsnooze",
}
TAB_LABELS: Mapping[ConnectionTab, str] = {
    ConnectionTab.STATUS: "Open in Fivetran",
    ConnectionTab.SETUP: "Open Setup tab",
    ConnectionTab.SCHEMA: "Review schema",
    ConnectionTab.LOGS: "Open logs",
}
SNOOZE_LABELS: Mapping[IncidentAction, str] = {
    IncidentAction.SNOOZE_1_HOUR: "1 h",
    IncidentAction.SNOOZE_4_HOURS: "4 h",
    IncidentAction.SNOOZE_1_DAY: "1 day",
    IncidentAction.SNOOZE_UNTIL_RECOVERY: "Until it recovers",
}


def incident_buttons(incident: Incident, page_url: str) -> list[Block]:
    """Return the row of buttons. An incident that a pause ended can be resumed; others that are over have none."""
    if incident.is_over:
        return actions([_button(IncidentAction.RESUME, incident)] if incident.is_paused else [])
    step = find_remediation(incident).step
    first = STEP_ACTIONS.get(step)
    offered = [_resume_if_paused(action, incident) for action in CONDITION_RULES[incident.condition].actions]
    rest = [action for action in offered if action is not first]
    rest.append(IncidentAction.HAND_BACK if incident.acknowledged_by else IncidentAction.ACKNOWLEDGE)
    owners = [] if incident.owner else owner_buttons(incident.connection_id, is_owned=False, name=incident.name)
    others = [*(_button(one, incident) for one in rest), *owners, _snooze(incident)]
    return actions([*_primary(incident, step, page_url), *others])


def page_button(incident: Incident, tab: ConnectionTab, page_url: str, **more: str) -> list[Block]:
    """Return the button that opens a tab of the connection in Fivetran; none without an address."""
    url = connection_page(page_url, incident.connection_id, tab)
    return [button(OPEN_IN_FIVETRAN, TAB_LABELS[tab], incident.id, url=url, **more)] if url else []


def _primary(incident: Incident, step: NextStep, page_url: str) -> list[Block]:
    if action := STEP_ACTIONS.get(step):
        return [_button(action, incident, style="primary")]
    return page_button(incident, STEP_TABS[step], page_url, style="primary") if step in STEP_TABS else []


def _resume_if_paused(action: IncidentAction, incident: Incident) -> IncidentAction:
    return IncidentAction.RESUME if action is IncidentAction.PAUSE and incident.is_paused else action


def _button(action: IncidentAction, incident: Incident, **more: str) -> Block:
    label = ACTION_LABELS[action]
    asks = {"confirm": _pause_confirm(incident)} if action is IncidentAction.PAUSE else {}
    return button(
        f"{INCIDENT_ACTION_PREFIX}{action}",
        label,
        incident.id,
        accessibility_label=truncate(f"{label}: {incident.name}", 75),
        **asks,
        **more,
    )


def _pause_confirm(incident: Incident) -> Block:
    text = "It stops loading data until a person resumes it, here or in Fivetran."
    if incident.has_manual_schedule:
        text = f"Airflow starts its syncs, so the Airflow task fails while it's paused. {text}"
    return confirm(f"Pause {truncate(incident.name, 60)}?", text, "Pause")


def _snooze(incident: Incident) -> Block:
    """Return the menu that snoozes, or the button that ends a snooze."""
    if incident.snoozed_until:
        return _button(IncidentAction.UNSNOOZE, incident)
    options = [(f"{incident.id} {action}", label) for action, label in SNOOZE_LABELS.items()]
    return select_input(SNOOZE_MENU, options, placeholder="Snooze")
