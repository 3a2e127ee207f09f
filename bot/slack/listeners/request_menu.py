"""The menu of a request. Each option opens a form, which checks who chose it."""

from collections.abc import Mapping
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.edit_request import edit_opener
from bot.slack.listeners.payload import Payload, pressed_value
from bot.slack.listeners.press import Listener
from bot.slack.listeners.reassign import reassign_opener
from bot.slack.listeners.remove_text import removal_opener
from bot.slack.listeners.withdraw import withdrawal_opener
from bot.slack.views.request_menu import REQUEST_MENU, RequestChoice

Openers = Mapping[RequestChoice, Listener]


def register(app: App, ctx: ListenerContext) -> None:
    """Register the menu."""
    openers = {
        RequestChoice.EDIT: edit_opener(ctx),
        RequestChoice.REASSIGN: reassign_opener(ctx),
        RequestChoice.WITHDRAW: withdrawal_opener(ctx),
        RequestChoice.REMOVE_TEXT: removal_opener(ctx),
    }
    app.action(REQUEST_MENU)(partial(handle_request_menu, ctx, openers))


def handle_request_menu(ctx: ListenerContext, openers: Openers, ack: Ack, body: Payload) -> None:
    """Open what was chosen, as a button with the same request id would."""
    with report_errors(ctx, body["user"]["id"]):
        choice, press = as_button_press(body)
        openers[choice](ack, press)
        return
    ack()


def as_button_press(body: Payload) -> tuple[RequestChoice, Payload]:
    """Return what was chosen, and the press as a button of its own would send it."""
    request_id, _, slug = pressed_value(body).partition(" ")
    choice, action = RequestChoice(slug), body["actions"][0]
    pressed = {**action, "action_id": f"{REQUEST_MENU} {choice}", "value": request_id, "selected_option": None}
    return choice, {**body, "actions": [pressed]}
