"""Somebody approves, declines or withdraws. The click is written down durably, then acked."""

from dataclasses import replace
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, click, press
from bot.slack.views.blocks import Block
from bot.slack.views.card import APPROVE, DECLINE, WITHDRAW
from bot.slack.views.decline import DECLINE_FORM, REASON, decline_form, loading, refusal
from workflows.errors import Refused
from workflows.requests.decisions import Press, may, standing
from workflows.requests.state_machine import Event, Status
from workflows.secret_scanning import must_hold_no_secret

SHORTEST_REASON = 10
"""Characters. "No." tells nobody what to do instead."""


def register(app: App, front: Front) -> None:
    """Listen to the card's buttons and to the form that asks why."""
    app.action(APPROVE)(partial(take_decision, front, Event.APPROVED))
    app.action(WITHDRAW)(partial(take_decision, front, Event.WITHDRAWN))
    app.action(DECLINE)(partial(ask_why, front))
    app.view(DECLINE_FORM)(partial(take_reason, front))


def take_decision(front: Front, event: Event, ack: Ack, body: Body) -> None:
    """Approve or withdraw; on the Home tab the answer comes in the channel of the requests."""
    pressed = press(body, front.channel)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        front.actions.decide(click(body), body["actions"][0]["value"], event, pressed, None)
    ack()


def ask_why(front: Front, ack: Ack, body: Body) -> None:
    """Decline: a form opens at once, and asks for the reason if this person may decide."""
    ack()
    pressed = press(body)
    with telling(lambda words: front.desk.announcer.whisper(pressed.channel, pressed.by, words)):
        opened = front.open_form(body["trigger_id"], loading())
        front.update_form(opened, decline_view(front, body["actions"][0]["value"], pressed))


def decline_view(front: Front, request_id: str, pressed: Press) -> Block:
    """The form, or the reason why there is none."""
    try:
        request = front.desk.requests.get(request_id)
        may(request, Event.DECLINED, pressed, front.desk)
    except Refused as refused:
        return refusal(refused.words)
    if request.status is not Status.AWAITING_APPROVAL:
        return refusal(standing(request))
    return decline_form(request, pressed.channel)


def take_reason(front: Front, ack: Ack, body: Body) -> None:
    """The reason was sent."""
    view = body["view"]
    request_id, channel, seen = view["private_metadata"].split(" ")
    reason = (view["state"]["values"][REASON][REASON]["value"] or "").strip()
    problems: list[str] = []
    with telling(problems.append):
        if len(reason) < SHORTEST_REASON:
            raise Refused("Say in a sentence why, and what could be done instead.")
        pressed = replace(press(body, channel), seen=int(seen))
        front.actions.decide(view["id"], request_id, Event.DECLINED, pressed, must_hold_no_secret(reason))
    if problems:
        ack(response_action="errors", errors={REASON: problems[0]})
    else:
        ack()
