"""The button to change a request that ended, and send it again."""

from functools import partial

from slack_bolt import App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import opening_listener
from bot.slack.listeners.form_state import form_to_resend
from bot.slack.listeners.payload import Payload, asking_place, pressed_value
from bot.slack.views.card_buttons import CHANGE_AND_RESEND
from bot.slack.views.form import request_form
from workflows.permissions import Actor
from workflows.requests.edits import require_resendable


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button."""
    app.action(CHANGE_AND_RESEND)(opening_listener(ctx, partial(show_resend_form, ctx)))


def show_resend_form(ctx: ListenerContext, body: Payload, actor: Actor) -> bool:
    """Open a new form with the answers of the request."""
    request = ctx.ports.requests.get(pressed_value(body))
    require_resendable(request, actor.user_id)
    ctx.open_form(body["trigger_id"], request_form(form_to_resend(ctx, asking_place(body), request)))
    return True
