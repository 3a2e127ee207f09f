"""The form of *Remove from history*, opened by the menu of a request."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import closing_form, form_opener
from bot.slack.listeners.form_state import draft_owner
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.listeners.press import Listener
from bot.slack.views.blocks import Block
from bot.slack.views.card_buttons import REMOVE_TEXT
from bot.slack.views.inputs import submitted_values
from bot.slack.views.remove_text import REMOVE_TEXT_FORM, REMOVE_TEXT_TITLE, TEXT_FIELD, remove_text_form
from workflows.permissions import Actor
from workflows.requests.history import RequestText
from workflows.requests.removals import require_remover


def register(app: App, ctx: ListenerContext) -> None:
    """Register the form, and the menu of cards that earlier versions posted."""
    app.action(REMOVE_TEXT)(removal_opener(ctx))
    app.view(REMOVE_TEXT_FORM)(partial(handle_remove_form, ctx))


def removal_opener(ctx: ListenerContext) -> Listener:
    """Return the listener that opens the form."""
    return form_opener(ctx, REMOVE_TEXT_TITLE, _view)


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.ports.requests.get(request_id)
    require_remover(request, actor, ctx.ports)
    return remove_text_form(request, actor.channel)


def handle_remove_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Remove the chosen text. Pages of an unfinished edit can contain it, so they go at once."""
    view = body["view"]
    request_id, channel = view["private_metadata"].split(" ")
    with closing_form(ack, TEXT_FIELD):
        text = RequestText(submitted_values(view["state"]["values"])[TEXT_FIELD] or "")
        request = ctx.ports.requests.get(request_id)
        ctx.queue.remove_text(view["id"], request_id, text, actor_of(body, channel))
        ctx.drafts.delete(draft_owner(request.requester, request_id))
