"""What nobody else listens to is acked too: Slack would send events again, and show people an error."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, press

ANYTHING = re.compile(".*")


def register(app: App, front: Front) -> None:
    """Listen to the rest; this has to be registered last."""
    app.action(ANYTHING)(partial(old_button, front))
    app.event(ANYTHING)(lambda ack: ack())


def old_button(front: Front, ack: Ack, body: Body) -> None:
    """A button of a version before this one."""
    ack()
    pressed = press(body, front.channel)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        front.desk.announcer.whisper(
            pressed.channel, pressed.by, "This button is too old. Nothing has changed."
        )
