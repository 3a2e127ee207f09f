"""Somebody opens the app's Home tab."""

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.front import Front
from bot.slack.telling import telling
from bot.slack.views.home import home


def register(app: App, front: Front) -> None:
    """Listen to the tab being opened."""
    app.event("app_home_opened")(partial(show_home, front))


def show_home(front: Front, ack: Ack, event: dict[str, Any]) -> None:
    """Show what is theirs; the other tab of the app is a conversation and needs nothing."""
    ack()
    if event.get("tab") != "home":
        return
    user = event["user"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        front.show_home(user, home(front.at_home(user)))
