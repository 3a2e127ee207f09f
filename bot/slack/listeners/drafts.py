"""Somebody closes the form without sending it, and comes back to it, or not."""

import json
from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.form_state import blank
from bot.slack.listeners.payload import Body
from bot.slack.listeners.request_form import show
from bot.slack.views.form import FORM, FRESH_FORM, no_form, request_form
from bot.slack.views.home import DISCARD
from bot.slack.views.inputs import filled_in

WORTH_KEEPING = ("service", "purpose", "access")
"""A form in which none of these is filled in is not worth coming back to."""


def register(app: App, front: Front) -> None:
    """Listen to forms being closed, and to the buttons that throw a draft away."""
    app.view_closed(FORM)(partial(keep_draft, front))
    app.action(FRESH_FORM)(partial(start_afresh, front))
    app.action(DISCARD)(partial(discard, front))


def keep_draft(front: Front, ack: Ack, body: Body) -> None:
    """The form was closed: keep what was filled in, and only then ack: the next step may be sent at once."""
    view, user = body["view"], body["user"]["id"]
    known = json.loads(view["private_metadata"])
    words: list[str] = []
    with telling(words.append):
        if _keep(front, view, known, user) and known["step"] == 0:
            words.append("Your answers are kept. Type /connector to go on where you left off.")
    ack()
    with telling(lambda _words: None):
        for one in words:
            front.desk.announcer.whisper(known["channel"], user, one)


def _keep(front: Front, view: dict[str, Any], known: dict[str, Any], user: str) -> bool:
    filled = filled_in(view["state"]["values"])
    worth_it = known["step"] or any(filled.get(name) for name in WORTH_KEEPING)
    if front.intake.of_submission(known["form"]) or not worth_it:
        return False
    front.drafts.keep(known["form"], user, filled)
    return True


def start_afresh(front: Front, ack: Ack, body: Body) -> None:
    """In a form that was resumed: begin with an empty one.

    Slack keeps what was filled in for as long as there are fields of the same ids, so that for a moment there
    must be none. https://docs.slack.dev/surfaces/modals#updating_apis
    """
    ack()
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        front.drafts.drop(user)
        known = json.loads(body["view"]["private_metadata"])
        emptied = show(front, body["view"], no_form("A fresh form is coming …"))
        if emptied:
            show(front, emptied, request_form(blank(front, known["channel"])))


def discard(front: Front, ack: Ack, body: Body) -> None:
    """On the Home tab: the draft goes."""
    ack()
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        front.drafts.drop(user)
        front.homes.draw(user)
