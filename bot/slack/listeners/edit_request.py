"""Edit a request before the decision, by its button or the menu of the request."""

from functools import partial

from slack_bolt import App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import opening_listener
from bot.slack.listeners.form_state import form_of_request
from bot.slack.listeners.payload import Payload, is_in_modal, pressed_value
from bot.slack.listeners.press import Listener
from bot.slack.views.card_buttons import EDIT
from bot.slack.views.form import request_form
from workflows.permissions import Actor
from workflows.requests.edits import require_editable


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button."""
    app.action(EDIT)(edit_opener(ctx))


def edit_opener(ctx: ListenerContext) -> Listener:
    """Return the listener that opens the form."""
    return opening_listener(ctx, partial(show_edit_form, ctx))


def show_edit_form(ctx: ListenerContext, body: Payload, actor: Actor) -> bool:
    """Open the form with the current answers."""
    request = ctx.ports.requests.get(pressed_value(body))
    require_editable(request, actor.user_id)
    form = request_form(form_of_request(ctx, actor.channel, request))
    if is_in_modal(body):  # replaces the details: Slack takes three modals, and the form has pages
        ctx.update_form(body["view"], form)
    else:
        ctx.open_form(body["trigger_id"], form)
    return True
