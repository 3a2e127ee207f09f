"""Buttons under an answer: rating, alternatives, handover to people, and the access form."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.checked_form import opening_listener
from bot.slack.listeners.payload import Payload, actor_of, interaction_id, pressed_value
from bot.slack.listeners.press import press_listener
from bot.slack.views.access import (
    ACCESS_FORM,
    BENEFICIARY_FIELD,
    REASON_FIELD,
    RESOURCE_FIELD,
    AccessFormValues,
    access_form,
)
from bot.slack.views.answer import ASK_ACCESS, ASK_PEOPLE, CHOOSE_ALTERNATIVE, HELPED, NOT_QUITE
from bot.slack.views.inputs import field_error, submitted_values
from workflows.access_requests import AccessRequest
from workflows.answers.intents import find_access_reason
from workflows.errors import DeskError, Refused
from workflows.permissions import Actor
from workflows.secret_scanning import require_no_secret
from workflows.typed_text import clean_line, visible_length

MIN_ACCESS_FIELD_CHARS = 3
"""Minimum characters of each field in the access form."""


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons under an answer, and the access form."""
    app.action(HELPED)(press_listener(ctx, partial(ctx.questions.rate_answer, helped=True)))
    app.action(NOT_QUITE)(press_listener(ctx, partial(ctx.questions.rate_answer, helped=False)))
    app.action(ASK_PEOPLE)(press_listener(ctx, ctx.questions.hand_over))
    app.action(re.compile(f"^{CHOOSE_ALTERNATIVE}_\\d$"))(partial(handle_choice, ctx))
    app.action(ASK_ACCESS)(opening_listener(ctx, partial(show_access_form, ctx)))
    app.view(ACCESS_FORM)(partial(handle_access_form, ctx))


def handle_choice(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Answer the chosen alternative."""
    actor = actor_of(body)
    with report_errors(ctx, actor.user_id, actor.channel):
        number = int(body["actions"][0]["action_id"].rpartition("_")[2])
        ctx.questions.choose_alternative(interaction_id(body), pressed_value(body), number, actor)
    ack()


def show_access_form(ctx: ListenerContext, body: Payload, actor: Actor) -> bool:
    """Open the prefilled access form; membership is checked on submit."""
    values = _access_form_values(ctx, actor.user_id, pressed_value(body))
    ctx.open_form(body["trigger_id"], access_form(values))
    return True


def _access_form_values(ctx: ListenerContext, user: str, question_id: str) -> AccessFormValues:
    """Return the known values of the form; empty when the question was deleted."""
    try:
        email = ctx.ports.directory.look_up(user).email or ""
        question = ctx.question_store.get(question_id)
    except DeskError:
        return AccessFormValues()
    return AccessFormValues(
        email, (question.answer and question.answer.access_to) or "", find_access_reason(question.text)
    )


def handle_access_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Store the access request, then close the form; report problems beside the fields."""
    view, problems = body["view"], {}
    submitted = submitted_values(view["state"]["values"])
    lines = {name: clean_line(submitted[name] or "") for name in (BENEFICIARY_FIELD, RESOURCE_FIELD)}
    values = {**lines, REASON_FIELD: submitted[REASON_FIELD] or ""}

    def show_below_reason(message: str) -> None:
        problems[REASON_FIELD] = message

    with error_boundary(show_below_reason):
        problems |= {name: problem for name, value in values.items() if (problem := _problem(value))}
        if not problems:
            actor = actor_of(body)
            ctx.directory.reject_known_outsider(actor.user_id, actor.team_id)
            now = ctx.ports.clock.now()
            ctx.questions.request_access(
                AccessRequest(
                    view["id"],
                    actor.user_id,
                    values[BENEFICIARY_FIELD],
                    values[RESOURCE_FIELD],
                    values[REASON_FIELD],
                    now,
                )
            )
    if problems:
        ack(response_action="errors", errors={name: field_error(text) for name, text in problems.items()})
    else:
        ack()


def _problem(value: str) -> str | None:
    """Return the problem with a field; None when it is valid."""
    if visible_length(value) < MIN_ACCESS_FIELD_CHARS:
        return "Add more detail."
    try:
        require_no_secret(value)
    except Refused as refused:
        return refused.message
    return None
