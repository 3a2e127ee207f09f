"""Somebody looks: at one connection, at what they asked for, or at how often a digest comes."""

import re
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, press
from bot.slack.listeners.slash_command import Typed
from bot.slack.views.blocks import escape
from bot.slack.views.lists import my_requests, one_request
from bot.slack.views.status import CHOOSE, choices, pending
from bot.slack.views.status import status as status_view
from workflows.reporting.connection_status import Status, is_ticket


def register(app: App, front: Front) -> None:
    """Listen to the buttons under “which one?”."""
    app.action(re.compile(f"^{CHOOSE}_"))(partial(choose, front))


def status(front: Front, said: Typed) -> None:
    """`/connector status`, `/connector status stripe`, `/connector status DSRE-7`."""
    if not said.rest:
        said.respond(my_requests(front.overview.requests_of(said.press.by)))
    elif is_ticket(said.rest):
        said.respond(one_request(front.looking.request(said.rest, said.press)))
    else:
        _status_of(front, said)


def _status_of(front: Front, said: Typed) -> None:
    found = front.looking.find(said.rest, said.press)
    if isinstance(found, Status):
        text, blocks = status_view(found)
    elif found.connections:
        text, blocks = choices(said.rest, found, front.looking.environments())
    else:
        said.respond(pending(found))
        return
    said.respond(text=text, blocks=blocks)


def choose(front: Front, ack: Ack, body: Body, respond: Respond) -> None:
    """One of several was meant; who presses may see less than who asked."""
    ack()
    with telling(lambda words: respond(text=escape(words), replace_original=False)):
        text, blocks = status_view(front.looking.show(body["actions"][0]["value"], press(body)))
        respond(text=text, blocks=blocks, replace_original=True)


def digest(front: Front, said: Typed) -> None:
    """`/connector digest`, `… weekly mon 09:00 Europe/Berlin`, `… off`, `… now`."""
    if said.rest.casefold() == "now":
        front.digests.now(said.trigger_id, said.press)
        said.respond("The digest is on its way.")
        return
    said.respond(escape(front.digests.choose(said.rest, said.press)))
