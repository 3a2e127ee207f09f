"""The requester presses *Edit* on the card of a request that nobody decided on yet."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.form_state import of_request
from bot.slack.listeners.payload import Body, press
from bot.slack.views.card import EDIT
from bot.slack.views.form import request_form
from workflows.requests.edits import may_edit


def register(app: App, front: Front) -> None:
    """Listen to the button."""
    app.action(EDIT)(partial(open_again, front))


def open_again(front: Front, ack: Ack, body: Body) -> None:
    """The form opens with the answers in it."""
    ack()
    pressed = press(body, front.channel)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        request = front.desk.requests.get(body["actions"][0]["value"])
        may_edit(request, pressed.by)
        front.open_form(body["trigger_id"], request_form(of_request(front, pressed.channel, request)))
