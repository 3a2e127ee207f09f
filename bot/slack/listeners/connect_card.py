"""The buttons to open a Connect Card, to get a new one, and to ask an owner for access."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.views.connect_card import FRESH_CONNECT_CARD, OPEN_CONNECT_CARD
from bot.slack.views.existing_connections import ASK_OWNER


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons of the direct messages and of the request form."""
    app.action(FRESH_CONNECT_CARD)(partial(handle_connect_card_button, ctx))
    app.action(OPEN_CONNECT_CARD)(handle_connect_card_opened)
    app.action(re.compile(f"^{ASK_OWNER}_"))(partial(handle_ask_owner, ctx))


def handle_connect_card_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Send the owner a new Connect Card."""
    actor = actor_of(body)
    with report_errors(ctx, actor.user_id, actor.channel):
        ctx.queue.request_connect_card(interaction_id(body), body["actions"][0]["value"], actor)
    ack()


def handle_ask_owner(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Ask the owner of an existing connection for access."""
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        ctx.queue.ask_owner(interaction_id(body), body["actions"][0]["value"], actor)
    ack()


def handle_connect_card_opened(ack: Ack) -> None:
    """Ack a link button: the browser opens the link, but Slack expects an ack."""
    ack()
