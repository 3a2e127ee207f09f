"""The button *Show details* of a confidential request. Rights are checked at each press."""

from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import open_checked_form
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import Block
from bot.slack.views.details import DETAILS_TITLE, DetailsRole, details_view
from bot.slack.views.redacted import SHOW_DETAILS
from workflows.permissions import Actor
from workflows.requests.confidentiality import approvers_of


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button."""
    app.action(SHOW_DETAILS)(partial(handle_show_details, ctx))


def handle_show_details(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the details, or the reason why this person can't see them."""
    ack()
    open_checked_form(ctx, body, body["actions"][0]["value"], DETAILS_TITLE, partial(_view, ctx))


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.status_queries.details(request_id, actor)
    is_approver = actor.user_id in approvers_of(request, ctx.ports.directory)
    return details_view(request, DetailsRole(request.requester == actor.user_id, is_approver))
