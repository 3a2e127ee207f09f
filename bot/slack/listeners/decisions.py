"""The buttons to approve, decline, and withdraw. A click is enqueued durably, then acked."""

from contextlib import suppress
from dataclasses import replace
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.checked_form import closing_form, form_opener
from bot.slack.listeners.payload import Payload, actor_of, interaction_id, is_in_modal, pressed_value
from bot.slack.listeners.press import press_listener
from bot.slack.views.blocks import Block
from bot.slack.views.card_buttons import APPROVE, DECLINE, TAKE_OVER, WITHDRAW
from bot.slack.views.decline import DECLINE_FORM, DECLINE_REASON_FIELD, DECLINE_TITLE, decline_form
from bot.slack.views.details import DETAILS_TITLE
from bot.slack.views.inputs import submitted_values
from bot.slack.views.modal import message_modal
from workflows.errors import DeskError, Refused
from workflows.permissions import Actor
from workflows.requests.decisions import authorize, explain_late_decision
from workflows.requests.state_machine import UNDECIDED_STATUSES, Event
from workflows.secret_scanning import require_no_secret
from workflows.typed_text import visible_length

MIN_DECLINE_REASON_CHARS = 10
"""A reason has to say what to do instead, so “No.” is too short."""


def register(app: App, ctx: ListenerContext) -> None:
    """Register the card's buttons and the decline form."""
    app.action(APPROVE)(partial(handle_decision, ctx, Event.APPROVED))
    app.action(WITHDRAW)(partial(handle_decision, ctx, Event.WITHDRAWN))
    app.action(TAKE_OVER)(press_listener(ctx, ctx.queue.take_over))
    app.action(DECLINE)(form_opener(ctx, DECLINE_TITLE, _decline_view))
    app.view(DECLINE_FORM)(partial(handle_decline_form, ctx))


def handle_decision(ctx: ListenerContext, event: Event, ack: Ack, body: Payload) -> None:
    """Approve or withdraw. Clicks on the Home tab are answered in the channel of the requests."""
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        ctx.queue.decide(interaction_id(body), pressed_value(body), event, actor, None)
        confirm_in_details(ctx, body)
    ack()


def confirm_in_details(ctx: ListenerContext, body: Payload) -> None:
    """Replace the details, whose buttons are out of date. A failure to do so changes nothing."""
    if is_in_modal(body):
        with suppress(DeskError):
            view = message_modal(DETAILS_TITLE, "Got it. The card in the channel shows the result.")
            ctx.update_form(body["view"], view)


def _decline_view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    request = ctx.ports.requests.get(request_id)
    authorize(request, Event.DECLINED, actor, ctx.ports)
    if request.status not in UNDECIDED_STATUSES:
        raise Refused(explain_late_decision(request, actor.user_id))
    return decline_form(request, actor.channel)


def handle_decline_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Decline the request with the submitted reason."""
    view = body["view"]
    request_id, channel, revision = view["private_metadata"].split(" ")
    reason = submitted_values(view["state"]["values"])[DECLINE_REASON_FIELD] or ""
    with closing_form(ack, DECLINE_REASON_FIELD):
        if visible_length(reason) < MIN_DECLINE_REASON_CHARS:
            raise Refused("Explain why, and say what the requester can do instead.")
        actor = replace(actor_of(body, channel), seen_revision=int(revision))
        ctx.queue.decide(view["id"], request_id, Event.DECLINED, actor, require_no_secret(reason))
