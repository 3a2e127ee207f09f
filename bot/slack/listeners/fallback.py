"""What nobody else listens to is acked too: Slack would send events again, and show people an error."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of

MATCH_ALL = re.compile(".*")


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the rest; this has to be registered last."""
    app.action(MATCH_ALL)(partial(handle_unknown_action, ctx))
    app.event(MATCH_ALL)(lambda ack: ack())


def handle_unknown_action(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """A button of a version before this one."""
    ack()
    pressed = actor_of(body, ctx.channel)
    with error_boundary(lambda words: ctx.ports.cards.send_private(pressed.channel, pressed.user_id, words)):
        ctx.ports.cards.send_private(
            pressed.channel, pressed.user_id, "This button is too old. Nothing has changed."
        )
