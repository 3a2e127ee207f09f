"""Somebody opens the app's Home tab."""

from functools import partial
from typing import Any

import structlog
from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.views.prompts import prompts
from workflows.errors import Failure

log = structlog.get_logger(__name__)


def register(app: App, front: Front) -> None:
    """Listen to the tab being opened."""
    app.event("app_home_opened")(partial(show_home, front))


def show_home(front: Front, ack: Ack, event: dict[str, Any]) -> None:
    """Show what is theirs; the other tab is a conversation, in which the agent view suggests questions."""
    ack()
    if event.get("tab") != "home":
        _suggest(front, event)
        return
    user = event["user"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        front.homes.draw(user)


def _suggest(front: Front, event: dict[str, Any]) -> None:
    """Prompts are an ornament: whoever gets none has those of the manifest."""
    if not front.is_agent:
        return
    try:
        front.suggest(event["channel"], prompts(front.homes.found(event["user"])))
    except Failure as failure:
        log.warning("no prompts were suggested", reason=failure.words)
