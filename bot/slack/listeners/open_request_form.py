"""Open the request form, by a command, by the shortcut, or from the Home tab."""

from collections.abc import Callable
from functools import partial

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.form_state import (
    blank_form,
    form_of_draft,
    prepare_viewer,
    read_service,
    restore_draft,
    show_service,
    with_service,
)
from bot.slack.listeners.payload import Payload, asking_place
from bot.slack.views.blocks import Block
from bot.slack.views.form import FORM_TITLE, request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.home import CONTINUE_FORM, OPEN_FORM
from bot.slack.views.modal import message_modal
from bot.slack.views.service_choice import ServiceChoice
from workflows.errors import Refused, Unavailable
from workflows.permissions import check_member

log = structlog.get_logger(__name__)

REQUEST_SHORTCUT = "request_connector"


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the global shortcut, and to the button on the Home tab."""
    app.shortcut(REQUEST_SHORTCUT)(partial(handle_shortcut, ctx))
    app.action(OPEN_FORM)(partial(handle_shortcut, ctx))
    app.action(CONTINUE_FORM)(partial(handle_shortcut, ctx))


def handle_shortcut(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the form."""
    ack()
    user = body["user"]["id"]
    with report_errors(ctx, user):
        open_form(ctx, body["trigger_id"], asking_place(body), user)


def open_form(ctx: ListenerContext, trigger_id: str, channel: str, user_id: str) -> None:
    """Open the user's draft, or a blank form."""
    _open(ctx, trigger_id, user_id, lambda: _draft_or_blank(ctx, channel, user_id))


def open_chosen_service(ctx: ListenerContext, trigger_id: str, channel: str, user_id: str, option: str) -> None:
    """Open the form of a service that was offered; `option` is the value of its option in the picker."""
    custom = ServiceChoice.parse(option).custom
    if custom:
        _open(ctx, trigger_id, user_id, lambda: with_service(ctx, blank_form(ctx, channel, user_id), user_id, option))
    else:
        _open(ctx, trigger_id, user_id, lambda: _form_of_service(ctx, channel, user_id, option))


def _open(ctx: ListenerContext, trigger_id: str, user_id: str, build: Callable[[], FormState]) -> None:
    """Open a form.

    The trigger expires before Slack can say who the user is, so membership is checked while the form is open.
    """
    ctx.directory.reject_known_outsider(user_id, "")
    state = build()
    opened = ctx.open_form(trigger_id, request_form(state))
    try:
        check_member(ctx.ports.directory.look_up(user_id), ctx.ports.directory.home())
    except Refused as refusal:
        ctx.update_form(opened, message_modal(FORM_TITLE, refusal.message))
    except Unavailable as failure:
        log.info("membership is checked again when the form is submitted", reason=failure.message)
    else:
        _propose_by_title(ctx, opened, state, user_id)


def _propose_by_title(ctx: ListenerContext, opened: Block, state: FormState, user_id: str) -> None:
    """Draw a person's first form again, with what their title tells: they were looked up after it was opened."""
    titled = state.for_job_title(ctx.directory.known_title(user_id))
    if titled.values != state.values and ctx.open_forms.is_untouched(opened["id"]):
        ctx.update_form(opened, request_form(titled))


def _draft_or_blank(ctx: ListenerContext, channel: str, user: str) -> FormState:
    draft = ctx.drafts.for_user(user)
    return form_of_draft(ctx, channel, user, *draft) if draft else blank_form(ctx, channel, user)


def _form_of_service(ctx: ListenerContext, channel: str, user: str, service_id: str) -> FormState:
    """Return the user's draft for this service, or a blank form with it."""
    choice, state = ServiceChoice(service_id), blank_form(ctx, channel, user)
    viewer = prepare_viewer(ctx, user, choice)
    service, facts = read_service(ctx, user, choice)
    if facts.draft and facts.draft[1].get("service") == service_id:
        state = restore_draft(state, *facts.draft)
    return show_service(ctx, state, service, service_id, facts, viewer)
