"""Keep the open request form up to date: search services, and follow what the person chooses or types."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.form_redraw import redraw_form
from bot.slack.listeners.form_state import form_of_view
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import Block
from bot.slack.views.form_fields import CHOOSE_SERVICE, NAME_NOTE, schema_name_note
from bot.slack.views.form_lines import CHANGE
from bot.slack.views.inputs import DECIDING_ACTION, NAME_ACTION
from bot.slack.views.service_picker import service_options
from bot.slack_markup import command_text
from workflows.secret_scanning import find_secret


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the fields that report changes."""
    app.options(CHOOSE_SERVICE)(partial(handle_service_search, ctx))
    app.action(CHOOSE_SERVICE)(partial(handle_form_change, ctx))
    app.action(re.compile(f"^{DECIDING_ACTION}_"))(partial(handle_form_change, ctx))
    app.action(re.compile(f"^{NAME_ACTION}_"))(partial(handle_name_change, ctx))
    app.action(re.compile(f"^{CHANGE}_"))(partial(handle_change, ctx))


def handle_service_search(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Answer the type-ahead. Text that looks like a secret is neither searched nor repeated."""
    options: Block = {"options": []}
    with error_boundary(lambda _text: None):
        query = command_text(body.get("value", ""))
        query = "" if find_secret(query) else query
        services = ctx.catalog.search(query, internal=ctx.is_superuser(body["user"]["id"]))
        options = service_options(services, ctx.catalog.connections_per_service(), query)
    ack(options)


def handle_form_change(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Redraw the form after a choice that decides which fields it has."""
    ack()
    with report_errors(ctx, body["user"]["id"]):
        ctx.directory.reject_known_outsider(body["user"]["id"], body["user"].get("team_id") or "")
        redraw_form(ctx, body)


def handle_change(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Turn a proposal into a field, or show the settings."""
    ack()
    with report_errors(ctx, body["user"]["id"]):
        redraw_form(ctx, body, body["actions"][0]["action_id"].removeprefix(f"{CHANGE}_"))


def handle_name_change(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Explain below the field why the typed name is invalid, before the form is submitted."""
    ack()
    with report_errors(ctx, body["user"]["id"]):
        problem = form_of_view(ctx, body, cached_only=True).name_problem
        if _note_text(body["view"]["blocks"]) != _note_text(schema_name_note(problem)):
            redraw_form(ctx, body)


def _note_text(blocks: list[Block]) -> str:
    notes = (block["elements"][0]["text"] for block in blocks if block.get("block_id") == NAME_NOTE)
    return next(notes, "")
