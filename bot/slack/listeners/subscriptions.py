"""Somebody says what they want to hear: by commands, by buttons in the list, and under a proposal."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, click, press
from bot.slack.listeners.slash_command import Typed
from bot.slack.views.blocks import escape
from bot.slack.views.subscriptions import DROP, MUTE, UNMUTE, standing_blocks, standing_text
from workflows.requests.decisions import Press


def register(app: App, front: Front) -> None:
    """Listen to the buttons of the list, and to those of a proposal."""
    app.action(DROP)(partial(change_list, front, front.subscribers.drop))
    app.action(UNMUTE)(partial(change_list, front, front.subscribers.unmute))
    app.action(re.compile(f"^{MUTE}_\\d$"))(partial(take_mute, front))


def subscribe(front: Front, said: Typed) -> None:
    """`/connector subscribe stripe`, `subscribe service jira to me`, `subscribe everything critical`."""
    said.respond(escape(front.subscribers.subscribe(said.rest, said.press)))


def unsubscribe(front: Front, said: Typed) -> None:
    """`/connector unsubscribe stripe`."""
    said.respond(escape(front.subscribers.unsubscribe(said.rest, said.press)))


def subscriptions(front: Front, said: Typed) -> None:
    """`/connector subscriptions`: who hears what, what is muted, and how much was told this week."""
    said.respond(**_listed(front, said.press))


def quiet(front: Front, said: Typed) -> None:
    """`/connector quiet 22:00-07:00 Europe/Berlin`, `/connector quiet off`."""
    said.respond(escape(front.subscribers.quieten(said.rest, said.press)))


def budget(front: Front, said: Typed) -> None:
    """`/connector budget 30`."""
    said.respond(escape(front.subscribers.limit(said.rest, said.press)))


WORDS: dict[str, Callable[[Front, Typed], None]] = {
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "subscriptions": subscriptions,
    "quiet": quiet,
    "budget": budget,
}
"""First word after `/connector` → what it does."""


def change_list(
    front: Front, change: Callable[[str, str, Press], object], ack: Ack, body: Body, respond: Respond
) -> None:
    """A button in the list: do it, then show the list as it is now."""
    ack()
    pressed = press(body)
    with telling(lambda words: respond(escape(words), replace_original=False)):
        audience, _, key = body["actions"][0]["value"].partition(" ")
        change(audience, key, pressed)
        respond(**_listed(front, pressed), replace_original=True)


def take_mute(front: Front, ack: Ack, body: Body) -> None:
    """*Mute … for a week*: written down, then acked."""
    pressed = press(body)
    with telling(partial(front.desk.announcer.whisper, pressed.channel, pressed.by)):
        front.subscribers.mute(click(body), body["actions"][0]["value"], pressed)
    ack()


def _listed(front: Front, pressed: Press) -> Body:
    found = front.subscribers.standings(pressed)
    return {"text": standing_text(found), "blocks": standing_blocks(found)}
