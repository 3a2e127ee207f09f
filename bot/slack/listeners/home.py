"""Somebody opens the app's Home tab."""

from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.views.prompts import suggested_prompts
from workflows.errors import DeskError

log = structlog.get_logger(__name__)


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the tab being opened."""
    app.event("app_home_opened")(partial(show_home, ctx))


def show_home(ctx: ListenerContext, ack: Ack, event: dict[str, Any]) -> None:
    """Show what is theirs; the other tab is a conversation, in which the agent view suggests questions."""
    ack()
    if event.get("tab") != "home":
        _suggest(ctx, event)
        return
    user = event["user"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(ctx.channel, user, words)):
        ctx.home_tabs.draw(user)


def _suggest(front: ListenerContext, event: dict[str, Any]) -> None:
    """Prompts are an ornament: whoever gets none has those of the manifest."""
    if not front.has_agent_view:
        return
    try:
        front.suggest_prompts(event["channel"], suggested_prompts(front.home_tabs.load_state(event["user"])))
    except DeskError as failure:
        log.warning("no prompts were suggested", reason=failure.message)
