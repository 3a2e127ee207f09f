"""The owner of a connection opens the Connect Card or asks for a fresh one; somebody asks them for access."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, click, press
from bot.slack.views.connect_card import FRESH_CARD, OPEN_CARD
from bot.slack.views.existing_connections import ASK_OWNER


def register(app: App, front: Front) -> None:
    """Listen to the buttons of the private messages, and to the one in the form."""
    app.action(FRESH_CARD)(partial(want_card, front))
    app.action(OPEN_CARD)(acknowledge)
    app.action(re.compile(f"^{ASK_OWNER}_"))(partial(ask_owner, front))


def want_card(front: Front, ack: Ack, body: Body) -> None:
    """A fresh Connect Card is wanted."""
    pressed = press(body)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        front.actions.want_card(click(body), body["actions"][0]["value"], pressed)
    ack()


def ask_owner(front: Front, ack: Ack, body: Body) -> None:
    """Access is wanted instead of one more connector."""
    pressed = press(body, front.channel)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        front.actions.ask_owner(click(body), body["actions"][0]["value"], pressed)
    ack()


def acknowledge(ack: Ack) -> None:
    """A link button: the browser does the work, but Slack wants to hear from us too."""
    ack()
