"""The buttons to open a Connect Card, to get a new one, and to ask an owner for access."""

import re

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.press import press_listener
from bot.slack.views.connect_card import FRESH_CONNECT_CARD, OPEN_CONNECT_CARD
from bot.slack.views.existing_connections import ASK_OWNER


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons of the direct messages and of the request form."""
    app.action(FRESH_CONNECT_CARD)(press_listener(ctx, ctx.queue.request_connect_card))
    app.action(OPEN_CONNECT_CARD)(handle_connect_card_opened)
    app.action(re.compile(f"^{ASK_OWNER}_"))(press_listener(ctx, ctx.queue.ask_owner))


def handle_connect_card_opened(ack: Ack) -> None:
    """Ack a link button: the browser opens the link, but Slack expects an ack."""
    ack()
