"""Somebody closes the form without sending it, and comes back to it, or not."""

import json
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.form_state import blank_form
from bot.slack.listeners.payload import Payload
from bot.slack.listeners.request_form import redraw_form
from bot.slack.views.form import REQUEST_FORM, START_OVER, form_unavailable_view, request_form
from bot.slack.views.home import DISCARD
from bot.slack.views.inputs import submitted_values

DRAFT_TRIGGER_FIELDS = ("service", "purpose", "access")
"""A form in which none of these is filled in is not worth coming back to."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to forms being closed, and to the buttons that throw a draft away."""
    app.view_closed(REQUEST_FORM)(partial(handle_form_closed, ctx))
    app.action(START_OVER)(partial(handle_start_over, ctx))
    app.action(DISCARD)(partial(handle_discard, ctx))


def handle_form_closed(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The form was closed: keep what was filled in, and only then ack: the next step may be sent at once."""
    view, user = body["view"], body["user"]["id"]
    known = json.loads(view["private_metadata"])
    words: list[str] = []
    with error_boundary(words.append):
        if _save_draft(ctx, view, known, user) and known["step"] == 0:
            words.append("Your answers are kept. Type /connector to go on where you left off.")
    ack()
    with error_boundary(lambda _words: None):
        for one in words:
            ctx.ports.cards.send_private(known["channel"], user, one)


def _save_draft(front: ListenerContext, view: dict[str, Any], known: dict[str, Any], user: str) -> bool:
    filled = submitted_values(view["state"]["values"])
    worth_it = known["step"] or any(filled.get(name) for name in DRAFT_TRIGGER_FIELDS)
    if front.request_store.of_submission(known["form"]) or not worth_it:
        return False
    front.drafts.save(known["form"], user, filled)
    return True


def handle_start_over(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """In a form that was resumed: begin with an empty one.

    Slack keeps what was filled in for as long as there are fields of the same ids, so that for a moment there
    must be none. https://docs.slack.dev/surfaces/modals#updating_apis
    """
    ack()
    user = body["user"]["id"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(ctx.channel, user, words)):
        ctx.drafts.delete(user)
        known = json.loads(body["view"]["private_metadata"])
        emptied = redraw_form(ctx, body["view"], form_unavailable_view("A fresh form is coming …"))
        if emptied:
            redraw_form(ctx, emptied, request_form(blank_form(ctx, known["channel"])))


def handle_discard(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """On the Home tab: the draft goes."""
    ack()
    user = body["user"]["id"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(ctx.channel, user, words)):
        ctx.drafts.delete(user)
        ctx.home_tabs.draw(user)
