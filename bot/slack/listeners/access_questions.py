"""The buttons to ask for access to existing data, and to answer such a question."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import closing_form, form_opener
from bot.slack.listeners.payload import Payload, actor_of, is_in_modal
from bot.slack.listeners.press import press_listener
from bot.slack.views.access_offers import AccessOffers
from bot.slack.views.access_questions import (
    APPROVE_ACCESS,
    DECLINE_ACCESS,
    DECLINE_ACCESS_FORM,
    DECLINE_ACCESS_REASON,
    DECLINE_ACCESS_TITLE,
    decline_access_form,
)
from bot.slack.views.blocks import Block
from bot.slack.views.existing_connections import ASK_OWNER, ASK_RESTRICTED, asked_section
from bot.slack.views.inputs import submitted_values
from workflows.errors import DeskError
from workflows.permissions import Actor
from workflows.secret_scanning import require_no_secret

VIEW_FIELDS = ("type", "title", "close", "submit", "callback_id", "private_metadata", "notify_on_close")
"""What an update of a view repeats: https://docs.slack.dev/reference/methods/views.update"""


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons of forms, messages, and the Home tab."""
    app.action(re.compile(f"^{ASK_OWNER}_"))(partial(handle_ask, ctx, ctx.access.ask_owner))
    app.action(ASK_RESTRICTED)(partial(handle_ask, ctx, ctx.access.ask_restricted_owners))
    app.action(APPROVE_ACCESS)(press_listener(ctx, ctx.access.approve))
    app.action(DECLINE_ACCESS)(form_opener(ctx, DECLINE_ACCESS_TITLE, _decline_view))
    app.view(DECLINE_ACCESS_FORM)(partial(handle_decline_access_form, ctx))


def access_offers(ctx: ListenerContext, user_id: str) -> AccessOffers:
    """Return what a person can ask for."""
    return AccessOffers(user_id, ctx.access.asked_by(user_id))


def handle_ask(ctx: ListenerContext, enqueue: Callable[[str, str, Actor], None], ack: Ack, body: Payload) -> None:
    """Ask, and show in the form that the question is on its way."""
    press_listener(ctx, enqueue)(ack, body)
    if is_in_modal(body):
        with suppress(DeskError):  # the reply says it too
            ctx.update_form(body["view"], _with_asked(body))


def _decline_view(ctx: ListenerContext, question_id: str, actor: Actor) -> Block:
    return decline_access_form(ctx.access.waiting_question(question_id, actor), actor.channel)


def handle_decline_access_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Decline access, with the reason that was typed, if any. It's one line, and holds no secret."""
    view = body["view"]
    question_id, channel = view["private_metadata"].split(" ")
    typed = submitted_values(view["state"]["values"])[DECLINE_ACCESS_REASON] or ""
    with closing_form(ack, DECLINE_ACCESS_REASON):
        reason = require_no_secret(" ".join(typed.split()))
        ctx.access.decline(view["id"], question_id, actor_of(body, channel), reason)


def _with_asked(body: Payload) -> Block:
    """Return the open form, whose pressed button is replaced. Slack keeps what the person typed."""
    shown = {name: body["view"][name] for name in VIEW_FIELDS if body["view"].get(name)}
    return {**shown, "blocks": list(_replace_pressed(body["view"]["blocks"], body["actions"][0]["action_id"]))}


def _replace_pressed(blocks: list[Block], action_id: str) -> Iterator[Block]:
    for block in blocks:
        is_pressed = (block.get("accessory") or {}).get("action_id") == action_id
        yield asked_section(block) if is_pressed else block
