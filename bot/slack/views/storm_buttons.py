"""The buttons under a storm: one that lists its connections, and one that says who is on it."""

from bot.slack.views.blocks import Block, actions, button, truncate
from bot.slack.views.incident_buttons import ACTION_LABELS, INCIDENT_ACTION_PREFIX
from bot.slack.views.incident_headline import environment_label
from bot.slack.views.lists import SHOW_LIST
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import OUTAGE
from workflows.incidents.model import Condition
from workflows.incidents.storms import Storm


def storm_buttons(storm: Storm) -> list[Block]:
    """Return the row of buttons; none when it's over, and for first syncs, which need no one."""
    if storm.is_over or storm.family == Condition.FIRST_SYNC:
        return []
    action = IncidentAction.HAND_BACK if storm.acknowledged_by else IncidentAction.ACKNOWLEDGE
    label = ACTION_LABELS[action]
    read = truncate(f"{label}: {storm.open_count} connections in {storm.group_name}", 75)
    taken = button(f"{INCIDENT_ACTION_PREFIX}{action}", label, storm.id, accessibility_label=read)
    return actions([button(SHOW_LIST, "Show connections", _query(storm), style="primary"), taken])


def _query(storm: Storm) -> str:
    """Return the filter of `/connector list` that finds the connections of the storm."""
    where = environment_label(is_production=storm.is_production)
    return f"failing in {where}" if storm.family == OUTAGE else where
