"""The shortcut on a message that opens the request form: the message is the purpose.

Only the person who uses the shortcut sees the text, in the form. Others read it once that person sends the request.
"""

from dataclasses import replace
from functools import partial

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.checked_form import show_when_built
from bot.slack.listeners.form_state import blank_form, with_service
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.views.blocks import Block
from bot.slack.views.copied_message import CopiedMessage, copy_message
from bot.slack.views.form import FORM_TITLE, request_form
from bot.slack.views.form_state import FormState
from bot.slack_markup import mentioned_people, plain_text
from workflows.errors import DeskError
from workflows.permissions import Actor, require_member
from workflows.secret_scanning import MAX_SCANNED_CHARS

log = structlog.get_logger(__name__)

REQUEST_FROM_MESSAGE = "request_from_message"
MAX_NAMED_PEOPLE = 10
"""People whose names are looked up, one call each."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the shortcut."""
    app.shortcut(REQUEST_FROM_MESSAGE)(partial(handle_message_shortcut, ctx))


def handle_message_shortcut(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the form with the message as the purpose. A redelivery opens nothing."""
    ack()
    if not ctx.repeated_commands.is_first(body["trigger_id"]):
        return
    actor = actor_of(body)
    with report_errors(ctx, actor.user_id, actor.channel):
        show_when_built(ctx, FORM_TITLE, body, lambda: _build_form(ctx, body, actor))


def _build_form(ctx: ListenerContext, body: Payload, actor: Actor) -> Block:
    require_member(actor, ctx.ports.directory)
    sent = str(body["message"].get("text") or "")[:MAX_SCANNED_CHARS]
    copied = copy_message(sent, _names_of(ctx, mentioned_people(sent)))
    blank = blank_form(ctx, actor.channel, actor.user_id)
    state = replace(blank, note=copied.note, values={**blank.values, "purpose": copied.purpose})
    return request_form(_with_mentioned_service(ctx, state, actor.user_id, copied, sent))


def _with_mentioned_service(
    ctx: ListenerContext, state: FormState, user: str, copied: CopiedMessage, sent: str
) -> FormState:
    """Choose the service that the message mentions, if it can be loaded now; else the person chooses."""
    try:
        service = ctx.catalog.mentioned(plain_text(sent), internal=ctx.is_superuser(user)) if copied.purpose else None
        return with_service(ctx, state, user, service.id) if service else state
    except DeskError as failure:
        log.info("the service of a message was left open", reason=failure.message)
        return state


def _names_of(ctx: ListenerContext, user_ids: list[str]) -> dict[str, str]:
    """Return user id → name of the first people; without those whom Slack can't name now."""
    names = {}
    for user_id in user_ids[:MAX_NAMED_PEOPLE]:
        try:
            names[user_id] = ctx.ports.directory.look_up(user_id).name
        except DeskError as failure:
            log.info("a mentioned person has no name", reason=failure.message)
    return names
