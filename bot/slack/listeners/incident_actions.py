"""Somebody presses a button under an incident, or snoozes it. The press is written down, then acked."""

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, click, press
from bot.slack.views.incident import ACTION, SNOOZE
from workflows.notifications.actions import Act


def register(app: App, front: Front) -> None:
    """Listen to everything that can be done about an incident."""
    app.action(re.compile(f"^{ACTION}"))(partial(relieve, front))


def relieve(front: Front, ack: Ack, body: Body) -> None:
    """Do something about an incident."""
    pressed = press(body)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        incident_id, act = _meant(body["actions"][0])
        front.incidents.relieve(click(body), incident_id, act, pressed)
    ack()


def _meant(action: dict[str, Any]) -> tuple[str, Act]:
    """The incident, and what is to be done about it."""
    if action["action_id"] == SNOOZE:
        incident_id, _, act = action["selected_option"]["value"].partition(" ")
        return incident_id, Act(act)
    return action["value"], Act(action["action_id"].removeprefix(ACTION))
