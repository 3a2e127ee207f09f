"""Handle the buttons and the snooze menu under an incident. The action is queued before the ack."""

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.incident_buttons import INCIDENT_ACTION_PREFIX, OPEN_IN_FIVETRAN, SNOOZE_MENU
from workflows.incidents.actions import IncidentAction

RENAMED_ACTIONS = {
    "card": IncidentAction.CONNECT_CARD,
    "test": IncidentAction.RUN_TESTS,
    "take": IncidentAction.ACKNOWLEDGE,
    "snooze 1h": IncidentAction.SNOOZE_1_HOUR,
    "snooze 4h": IncidentAction.SNOOZE_4_HOURS,
    "snooze 1d": IncidentAction.SNOOZE_1_DAY,
    "snooze": IncidentAction.SNOOZE_UNTIL_RECOVERY,
}
"""Actions in messages that older versions posted."""


def register(app: App, ctx: ListenerContext) -> None:
    """Register the listener for all actions on an incident."""
    app.action(re.compile(f"^{INCIDENT_ACTION_PREFIX}"))(partial(handle_incident_button, ctx))
    app.action(OPEN_IN_FIVETRAN)(handle_page_opened)


def handle_page_opened(ack: Ack) -> None:
    """Ack a link button: the browser opens the link, but Slack expects an ack."""
    ack()


def handle_incident_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Queue the action on the incident."""
    actor = actor_of(body)
    with report_errors(ctx, actor.user_id, actor.channel):
        incident_id, action = parse_incident_action(body["actions"][0])
        ctx.queue.perform_action(interaction_id(body), incident_id, action, actor)
    ack()


def parse_incident_action(payload: dict[str, Any]) -> tuple[str, IncidentAction]:
    """Return the incident id and the action of a button or a menu, in its current or its older form."""
    if payload["action_id"] == SNOOZE_MENU:
        incident_id, _, slug = payload["selected_option"]["value"].partition(" ")
    else:
        incident_id, slug = payload["value"], payload["action_id"].removeprefix(INCIDENT_ACTION_PREFIX)
    return incident_id, RENAMED_ACTIONS.get(slug) or IncidentAction(slug)
