"""The button *Show details* of a confidential request. Rights are checked at each press."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.views.blocks import Block
from bot.slack.views.details import DetailsRole, details_message, details_view
from bot.slack.views.redacted import SHOW_DETAILS
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.confidentiality import approvers_of


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button."""
    app.action(SHOW_DETAILS)(partial(handle_show_details, ctx))


def handle_show_details(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the details, or the reason why this person can't see them."""
    ack()
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        loading = ctx.open_form(body["trigger_id"], details_message("Loading …"))
        ctx.update_form(loading, _view(ctx, body["actions"][0]["value"], actor))


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    try:
        request = ctx.status_queries.details(request_id, actor)
    except Refused as refusal:
        return details_message(refusal.message)
    is_approver = actor.user_id in approvers_of(request, ctx.ports.directory)
    return details_view(request, DetailsRole(request.requester == actor.user_id, is_approver))
