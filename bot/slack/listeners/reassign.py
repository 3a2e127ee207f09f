"""The button *Reassign* and its form. Rights are checked when it opens, and again when it's sent."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.payload import Payload, actor_of, is_in_modal
from bot.slack.views.blocks import Block
from bot.slack.views.card import REASSIGN
from bot.slack.views.inputs import submitted_values
from bot.slack.views.reassign import PERSON_FIELD, REASSIGN_FORM, ROLE_FIELD, reassign_form, reassign_message
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.reassignment import Role, authorize_reassignment


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button and its form."""
    app.action(REASSIGN)(partial(open_reassign_form, ctx))
    app.view(REASSIGN_FORM)(partial(handle_reassign_form, ctx))


def open_reassign_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the form, or the reason why this person can't reassign the request."""
    ack()
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        loading = ctx.open_form(body["trigger_id"], reassign_message("Loading …"), is_on_top=is_in_modal(body))
        ctx.update_form(loading, _view(ctx, body["actions"][0]["value"], actor))


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    try:
        request = ctx.ports.requests.get(request_id)
        authorize_reassignment(request, actor, ctx.ports)
    except Refused as refusal:
        return reassign_message(refusal.message)
    return reassign_form(request, actor.channel)


def handle_reassign_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Reassign the request. The actor reads the result in a private message."""
    view, errors = body["view"], list[str]()
    request_id, channel, requester, owner = view["private_metadata"].split(" ")
    with error_boundary(errors.append):
        values = submitted_values(view["state"]["values"])
        role, to_user = Role(values[ROLE_FIELD] or ""), values[PERSON_FIELD] or ""
        from_user = requester if role is Role.REQUESTER else owner
        ctx.queue.reassign(view["id"], request_id, role, from_user, to_user, actor_of(body, channel))
    if errors:
        ack(response_action="errors", errors={PERSON_FIELD: errors[0]})
    else:
        ack(response_action="clear")
