"""Somebody fills in the request form: it looks services up, and follows what is chosen."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.client import SlackRefused
from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.form_state import form_of_view
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import Block
from bot.slack.views.form import CHOOSE_SERVICE, NAME_NOTE, request_form, schema_name_note
from bot.slack.views.inputs import DECIDING_ACTION, NAME_ACTION
from bot.slack.views.service_picker import service_options
from workflows.secret_scanning import find_secret


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the fields that report what is done to them."""
    app.options(CHOOSE_SERVICE)(partial(handle_service_search, ctx))
    app.action(CHOOSE_SERVICE)(partial(handle_form_change, ctx))
    app.action(re.compile(f"^{DECIDING_ACTION}_"))(partial(handle_form_change, ctx))
    app.action(re.compile(f"^{NAME_ACTION}_"))(partial(handle_name_change, ctx))


def handle_service_search(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The type-ahead. What looks like a secret is not looked up and not repeated."""
    typed = body.get("value", "")
    typed = "" if find_secret(typed) else typed
    internal = ctx.is_superuser(body["user"]["id"])
    ack(
        service_options(
            ctx.catalog.search(typed, internal=internal), ctx.catalog.connections_per_service(), typed
        )
    )


def handle_form_change(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """A choice that the form hangs on was made. What was typed stays, as its fields stay."""
    ack()
    channel, user = ctx.channel, body["user"]["id"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(channel, user, words)):
        ctx.directory.reject_known_outsider(user, body["user"].get("team_id") or "")
        redraw_form(ctx, body["view"], request_form(form_of_view(ctx, body)))


def handle_name_change(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """A name is being typed: what is wrong with it stands under the field before anything is sent."""
    ack()
    user = body["user"]["id"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(ctx.channel, user, words)):
        problem = form_of_view(ctx, body, cached_only=True).name_problem
        if _note(body["view"]["blocks"]) != _note(schema_name_note(problem)):
            redraw_form(ctx, body["view"], request_form(form_of_view(ctx, body)))


def redraw_form(ctx: ListenerContext, opened: Block, view: Block) -> Block | None:
    """Re-draw the form before somebody; None when it has changed again or is closed by now."""
    try:
        return ctx.update_form(opened, view)
    except SlackRefused as refused:
        if refused.code not in {"hash_conflict", "not_found"}:
            raise
        return None


def _note(blocks: list[Block]) -> str:
    return next((one["elements"][0]["text"] for one in blocks if one.get("block_id") == NAME_NOTE), "")
