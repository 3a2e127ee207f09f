"""The requester presses *Edit* on the card of a request that nobody decided on yet."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.form_state import form_of_request
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.views.card import EDIT
from bot.slack.views.form import request_form
from workflows.requests.edits import require_editable


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the button."""
    app.action(EDIT)(partial(handle_edit_button, ctx))


def handle_edit_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The form opens with the answers in it."""
    ack()
    pressed = actor_of(body, ctx.channel)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        request = ctx.ports.requests.get(body["actions"][0]["value"])
        require_editable(request, pressed.user_id)
        ctx.open_form(body["trigger_id"], request_form(form_of_request(ctx, pressed.channel, request)))
