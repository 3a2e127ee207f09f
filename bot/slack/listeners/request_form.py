"""Somebody fills in the request form: it looks services up, and follows what is chosen."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.client import SlackRefused
from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.form_state import of_view
from bot.slack.listeners.payload import Body
from bot.slack.views.blocks import Block
from bot.slack.views.form import CHOOSE_SERVICE, NAME_NOTE, name_note, request_form
from bot.slack.views.inputs import DECIDES, NAME
from bot.slack.views.service_picker import offer
from workflows.secret_scanning import secret_in


def register(app: App, front: Front) -> None:
    """Listen to the fields that report what is done to them."""
    app.options(CHOOSE_SERVICE)(partial(offer_services, front))
    app.action(CHOOSE_SERVICE)(partial(redraw, front))
    app.action(re.compile(f"^{DECIDES}_"))(partial(redraw, front))
    app.action(re.compile(f"^{NAME}_"))(partial(judge_name, front))


def offer_services(front: Front, ack: Ack, body: Body) -> None:
    """The type-ahead. What looks like a secret is not looked up and not repeated."""
    typed = body.get("value", "")
    typed = "" if secret_in(typed) else typed
    internal = front.is_superuser(body["user"]["id"])
    ack(offer(front.catalogue.search(typed, internal=internal), front.catalogue.used(), typed))


def redraw(front: Front, ack: Ack, body: Body) -> None:
    """A choice that the form hangs on was made. What was typed stays, as its fields stay."""
    ack()
    channel, user = front.channel, body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(channel, user, words)):
        front.acquaintances.must_not_be_strange(user, body["user"].get("team_id") or "")
        show(front, body["view"], request_form(of_view(front, body)))


def judge_name(front: Front, ack: Ack, body: Body) -> None:
    """A name is being typed: what is wrong with it stands under the field before anything is sent."""
    ack()
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        problem = of_view(front, body, at_hand=True).name_problem
        if _note(body["view"]["blocks"]) != _note(name_note(problem)):
            show(front, body["view"], request_form(of_view(front, body)))


def show(front: Front, opened: Block, view: Block) -> Block | None:
    """Re-draw the form before somebody; None when it has changed again or is closed by now."""
    try:
        return front.update_form(opened, view)
    except SlackRefused as refused:
        if refused.code not in {"hash_conflict", "not_found"}:
            raise
        return None


def _note(blocks: list[Block]) -> str:
    return next((one["elements"][0]["text"] for one in blocks if one.get("block_id") == NAME_NOTE), "")
