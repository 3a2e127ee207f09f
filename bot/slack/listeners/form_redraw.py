"""Redraw the open request form, so that nothing of what the person did in it is lost."""

from bot.slack.client import FormClosed
from bot.slack.context import ListenerContext
from bot.slack.listeners.form_state import form_of_view
from bot.slack.listeners.payload import Payload
from bot.slack.open_forms import OpenForm
from bot.slack.views.blocks import Block
from bot.slack.views.form import request_form
from bot.slack.views.form_state import FormState

CHANGED_SINCE = "hash_conflict"
"""Slack's code for a view that was redrawn after the press."""


def redraw_form(ctx: ListenerContext, body: Payload, opening: str = "") -> None:
    """Draw the form as it is after the press in `body`, which turns the line `opening` into fields."""
    pressed_at = str(body["actions"][0].get("action_ts") or "")
    key = FormState.parse(body["view"], ctx.ports.clock.now().date()).choice.form_key
    known = ctx.open_forms.note_press(body["view"]["id"], pressed_at, {(key, opening)} if opening else ())
    state = form_of_view(ctx, body)
    _draw_newest(ctx, body, request_form(_with_what_is_known(state, known, key)), known, pressed_at)


def _with_what_is_known(state: FormState, known: OpenForm, key: str) -> FormState:
    """Add what earlier presses opened, and what is still wrong since the form was sent."""
    errors = state.current_errors() if known.errors else {}
    problems = {name: text for name, text in errors.items() if name in known.errors}
    return state.opening({line for service, line in known.opened if service == key}, problems)


def _draw_newest(ctx: ListenerContext, body: Payload, form: Block, known: OpenForm, pressed_at: str) -> None:
    """Draw the form, unless a newer press draws it. The newest one wins over older ones that were slower."""
    if pressed_at < known.newest_press:
        return
    try:
        ctx.update_form(body["view"], form)
    except FormClosed as closed:
        if closed.code != CHANGED_SINCE:
            raise
        if pressed_at >= known.newest_press:
            ctx.replace_form(body["view"], form)
