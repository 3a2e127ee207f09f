"""Somebody presses a button under an incident, or snoozes it. The press is written down, then acked."""

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.incident import INCIDENT_ACTION_PREFIX, SNOOZE_MENU
from workflows.notifications.actions import IncidentAction


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to everything that can be done about an incident."""
    app.action(re.compile(f"^{INCIDENT_ACTION_PREFIX}"))(partial(handle_incident_button, ctx))


def handle_incident_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Do something about an incident."""
    pressed = actor_of(body)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        incident_id, act = _parse_action(body["actions"][0])
        ctx.incidents.perform_action(interaction_id(body), incident_id, act, pressed)
    ack()


def _parse_action(action: dict[str, Any]) -> tuple[str, IncidentAction]:
    """The incident, and what is to be done about it."""
    if action["action_id"] == SNOOZE_MENU:
        incident_id, _, act = action["selected_option"]["value"].partition(" ")
        return incident_id, IncidentAction(act)
    return action["value"], IncidentAction(action["action_id"].removeprefix(INCIDENT_ACTION_PREFIX))
