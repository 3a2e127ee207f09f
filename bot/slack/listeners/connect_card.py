"""The buttons to open a Connect Card, and to get a new one."""

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.press import press_listener
from bot.slack.views.connect_card import FRESH_CONNECT_CARD, OPEN_CONNECT_CARD
from bot.slack.views.journey import OPEN_IN_BIGQUERY


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons of the direct messages."""
    app.action(FRESH_CONNECT_CARD)(press_listener(ctx, ctx.queue.request_connect_card))
    app.action(OPEN_CONNECT_CARD)(handle_link_opened)
    app.action(OPEN_IN_BIGQUERY)(handle_link_opened)


def handle_link_opened(ack: Ack) -> None:
    """Ack a link button: the browser opens the link, but Slack expects an ack."""
    ack()
