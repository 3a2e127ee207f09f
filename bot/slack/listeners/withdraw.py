"""The form that asks before a withdrawal. Rights are checked when it opens, and again when it's sent."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import closing_question, form_opener
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.listeners.press import Listener
from bot.slack.views.blocks import Block
from bot.slack.views.withdraw import WITHDRAW_FORM, WITHDRAW_TITLE, withdraw_form
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.decisions import authorize, explain_late_decision
from workflows.requests.state_machine import UNCONNECTED_STATUSES, Event


def register(app: App, ctx: ListenerContext) -> None:
    """Register the form."""
    app.view(WITHDRAW_FORM)(partial(handle_withdraw_form, ctx))


def withdrawal_opener(ctx: ListenerContext) -> Listener:
    """Return the listener that opens the form."""
    return form_opener(ctx, WITHDRAW_TITLE, _view)


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.ports.requests.get(request_id)
    authorize(request, Event.WITHDRAWN, actor, ctx.ports)
    if request.status not in UNCONNECTED_STATUSES:
        raise Refused(explain_late_decision(request, actor.user_id))
    return withdraw_form(request, actor.channel)


def handle_withdraw_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Withdraw the request. The id of the view makes a repeated delivery the same press."""
    view = body["view"]
    request_id, channel = view["private_metadata"].split(" ")
    with closing_question(ack, WITHDRAW_TITLE):
        ctx.queue.decide(view["id"], request_id, Event.WITHDRAWN, actor_of(body, channel), None)
