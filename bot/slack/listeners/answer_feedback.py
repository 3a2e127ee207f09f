"""Somebody says whether an answer helped, chooses what they meant, asks people, or asks for access."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.access import (
    ACCESS_FORM,
    BENEFICIARY_FIELD,
    REASON_FIELD,
    RESOURCE_FIELD,
    AccessFormValues,
    access_form,
)
from bot.slack.views.answer import ASK_ACCESS, ASK_PEOPLE, CHOOSE_ALTERNATIVE, HELPED, NOT_QUITE
from workflows.access_requests import AccessRequest
from workflows.answers.intents import find_access_reason
from workflows.errors import DeskError, Refused
from workflows.secret_scanning import require_no_secret

MIN_ACCESS_FIELD_CHARS = 3
"""Characters of an answer in the form that say anything."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the buttons under an answer, and to the form for access."""
    app.action(HELPED)(partial(handle_rating, ctx, True))
    app.action(NOT_QUITE)(partial(handle_rating, ctx, False))
    app.action(ASK_PEOPLE)(partial(handle_hand_over, ctx))
    app.action(re.compile(f"^{CHOOSE_ALTERNATIVE}_\\d$"))(partial(handle_choice, ctx))
    app.action(ASK_ACCESS)(partial(handle_access_button, ctx))
    app.view(ACCESS_FORM)(partial(handle_access_form, ctx))


def handle_rating(ctx: ListenerContext, helped: bool, ack: Ack, body: Payload) -> None:
    """It helped, or not quite."""
    pressed = actor_of(body)
    with error_boundary(partial(ctx.ports.cards.send_private, pressed.channel, pressed.user_id)):
        ctx.questions.rate_answer(interaction_id(body), body["actions"][0]["value"], helped, pressed)
    ack()


def handle_hand_over(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """A person is wanted."""
    pressed = actor_of(body)
    with error_boundary(partial(ctx.ports.cards.send_private, pressed.channel, pressed.user_id)):
        ctx.questions.hand_over(interaction_id(body), body["actions"][0]["value"], pressed)
    ack()


def handle_choice(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """ "Did you mean": this one."""
    pressed = actor_of(body)
    with error_boundary(partial(ctx.ports.cards.send_private, pressed.channel, pressed.user_id)):
        action = body["actions"][0]
        number = int(action["action_id"].rpartition("_")[2])
        ctx.questions.choose_alternative(interaction_id(body), action["value"], number, pressed)
    ack()


def handle_access_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The form opens with what is known; who may ask is decided when it is sent."""
    ack()
    pressed = actor_of(body)
    with error_boundary(partial(ctx.ports.cards.send_private, pressed.channel, pressed.user_id)):
        wish = _access_form_values(ctx, pressed.user_id, body["actions"][0]["value"])
        ctx.open_form(body["trigger_id"], access_form(wish))


def _access_form_values(front: ListenerContext, user: str, question_id: str) -> AccessFormValues:
    """What the person, the question and its answer say already; a forgotten question leaves it empty."""
    try:
        who = front.ports.directory.look_up(user).email or ""
        asked = front.questions.get_question(question_id)
    except DeskError:
        return AccessFormValues()
    return AccessFormValues(
        who, (asked.answer and asked.answer.access_to) or "", find_access_reason(asked.text)
    )


def handle_access_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The form was sent. It closes when what was asked is kept, and not before."""
    view, problems = body["view"], {}
    values = {
        name: (view["state"]["values"][name][name]["value"] or "").strip()
        for name in (BENEFICIARY_FIELD, RESOURCE_FIELD, REASON_FIELD)
    }

    def beside_the_last(words: str) -> None:
        problems[REASON_FIELD] = words

    with error_boundary(beside_the_last):
        problems |= {name: words for name, value in values.items() if (words := _problem(value))}
        if not problems:
            pressed = actor_of(body)
            ctx.directory.reject_known_outsider(pressed.user_id, pressed.team_id)
            now = ctx.ports.clock.now()
            ctx.questions.request_access(
                AccessRequest(
                    view["id"],
                    pressed.user_id,
                    values[BENEFICIARY_FIELD],
                    values[RESOURCE_FIELD],
                    values[REASON_FIELD],
                    now,
                )
            )
    if problems:
        ack(response_action="errors", errors=problems)
    else:
        ack()


def _problem(value: str) -> str | None:
    """What is wrong with an answer, in words."""
    if len(value) < MIN_ACCESS_FIELD_CHARS:
        return "Say a little more."
    try:
        require_no_secret(value)
    except Refused as refused:
        return refused.message
    return None
