"""The button *Show details* of a confidential request. Rights are checked at each press."""

from slack_bolt import App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import form_opener
from bot.slack.views.blocks import Block
from bot.slack.views.details import DETAILS_TITLE, DetailsRole, details_view
from bot.slack.views.redacted import SHOW_DETAILS
from workflows.permissions import Actor
from workflows.requests.confidentiality import approvers_of


def register(app: App, ctx: ListenerContext) -> None:
    """Register the button."""
    app.action(SHOW_DETAILS)(form_opener(ctx, DETAILS_TITLE, _view))


def _view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.status_queries.details(request_id, actor)
    is_approver = actor.user_id in approvers_of(request, ctx.ports.directory)
    return details_view(request, DetailsRole(request.requester == actor.user_id, is_approver))
