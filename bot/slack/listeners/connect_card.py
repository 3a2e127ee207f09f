"""The owner of a connection opens the Connect Card or asks for a fresh one; somebody asks them for access."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.connect_card import FRESH_CONNECT_CARD, OPEN_CONNECT_CARD
from bot.slack.views.existing_connections import ASK_OWNER


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the buttons of the private messages, and to the one in the form."""
    app.action(FRESH_CONNECT_CARD)(partial(handle_connect_card_button, ctx))
    app.action(OPEN_CONNECT_CARD)(handle_connect_card_opened)
    app.action(re.compile(f"^{ASK_OWNER}_"))(partial(handle_ask_owner, ctx))


def handle_connect_card_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """A fresh Connect Card is wanted."""
    pressed = actor_of(body)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        ctx.queue.request_connect_card(interaction_id(body), body["actions"][0]["value"], pressed)
    ack()


def handle_ask_owner(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Access is wanted instead of one more connector."""
    pressed = actor_of(body, ctx.channel)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        ctx.queue.ask_owner(interaction_id(body), body["actions"][0]["value"], pressed)
    ack()


def handle_connect_card_opened(ack: Ack) -> None:
    """A link button: the browser does the work, but Slack wants to hear from us too."""
    ack()
