"""Somebody approves, declines or withdraws. The click is written down durably, then acked."""

from dataclasses import replace
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.blocks import Block
from bot.slack.views.card import APPROVE, DECLINE, WITHDRAW
from bot.slack.views.decline import (
    DECLINE_FORM,
    DECLINE_REASON_FIELD,
    decline_form,
    loading_view,
    refusal_view,
)
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.decisions import authorize, explain_late_decision
from workflows.requests.state_machine import Event, Status
from workflows.secret_scanning import require_no_secret

MIN_DECLINE_REASON_CHARS = 10
"""Characters. "No." tells nobody what to do instead."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the card's buttons and to the form that asks why."""
    app.action(APPROVE)(partial(handle_decision, ctx, Event.APPROVED))
    app.action(WITHDRAW)(partial(handle_decision, ctx, Event.WITHDRAWN))
    app.action(DECLINE)(partial(open_decline_form, ctx))
    app.view(DECLINE_FORM)(partial(handle_decline_form, ctx))


def handle_decision(ctx: ListenerContext, event: Event, ack: Ack, body: Payload) -> None:
    """Approve or withdraw; on the Home tab the answer comes in the channel of the requests."""
    pressed = actor_of(body, ctx.channel)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        ctx.queue.decide(interaction_id(body), body["actions"][0]["value"], event, pressed, None)
    ack()


def open_decline_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Decline: a form opens at once, and asks for the reason if this person may decide."""
    ack()
    pressed = actor_of(body)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        opened = ctx.open_form(body["trigger_id"], loading_view())
        ctx.update_form(opened, decline_view(ctx, body["actions"][0]["value"], pressed))


def decline_view(ctx: ListenerContext, request_id: str, actor: Actor) -> Block:
    """The form, or the reason why there is none."""
    try:
        request = ctx.ports.requests.get(request_id)
        authorize(request, Event.DECLINED, actor, ctx.ports)
    except Refused as refused:
        return refusal_view(refused.message)
    if request.status is not Status.AWAITING_APPROVAL:
        return refusal_view(explain_late_decision(request))
    return decline_form(request, actor.channel)


def handle_decline_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The reason was sent."""
    view = body["view"]
    request_id, channel, seen = view["private_metadata"].split(" ")
    reason = (view["state"]["values"][DECLINE_REASON_FIELD][DECLINE_REASON_FIELD]["value"] or "").strip()
    problems: list[str] = []
    with error_boundary(problems.append):
        if len(reason) < MIN_DECLINE_REASON_CHARS:
            raise Refused("Say in a sentence why, and what could be done instead.")
        pressed = replace(actor_of(body, channel), seen_revision=int(seen))
        ctx.queue.decide(view["id"], request_id, Event.DECLINED, pressed, require_no_secret(reason))
    if problems:
        ack(response_action="errors", errors={DECLINE_REASON_FIELD: problems[0]})
    else:
        ack()
