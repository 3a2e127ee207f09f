"""The form of *Reassign*. Rights are checked when it opens, and again when it's sent."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import closing_form, form_opener
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.listeners.press import Listener
from bot.slack.views.blocks import Block
from bot.slack.views.card_buttons import REASSIGN
from bot.slack.views.inputs import submitted_values
from bot.slack.views.reassign import PERSON_FIELD, REASSIGN_FORM, REASSIGN_TITLE, ROLE_FIELD, reassign_form
from workflows.permissions import Actor
from workflows.requests.reassignment import Role, authorize_reassignment


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button and its form."""
    app.action(REASSIGN)(reassign_opener(ctx))
    app.view(REASSIGN_FORM)(partial(handle_reassign_form, ctx))


def reassign_opener(ctx: ListenerContext) -> Listener:
    """Return the listener that opens the form."""
    return form_opener(ctx, REASSIGN_TITLE, _view)


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.ports.requests.get(request_id)
    authorize_reassignment(request, actor, ctx.ports)
    return reassign_form(request, actor.channel)


def handle_reassign_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Reassign the request. The actor reads the result in a private message."""
    view = body["view"]
    request_id, channel, requester, owner = view["private_metadata"].split(" ")
    with closing_form(ack, PERSON_FIELD):
        values = submitted_values(view["state"]["values"])
        role, to_user = Role(values[ROLE_FIELD] or ""), values[PERSON_FIELD] or ""
        from_user = requester if role is Role.REQUESTER else owner
        ctx.queue.reassign(view["id"], request_id, role, from_user, to_user, actor_of(body, channel))
