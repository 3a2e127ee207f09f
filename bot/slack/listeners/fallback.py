"""Ack everything that no other listener handles: Slack would redeliver events and show people an error."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.payload import Payload, actor_of
from workflows.errors import Refused

MATCH_ALL = re.compile(".*")


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to everything else; this has to be registered last."""
    app.action(MATCH_ALL)(partial(handle_unknown_action, ctx))
    app.event(MATCH_ALL)(lambda ack: ack())


def handle_unknown_action(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Reply to a button that an earlier version posted."""
    ack()
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        raise Refused("This button no longer works. Nothing changed.")
