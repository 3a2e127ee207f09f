"""One module for each thing a person does. A listener acks, translates, and calls one thing."""

from slack_bolt import App

from bot.slack.front import Front
from bot.slack.listeners import asking, decisions, drafts, editing, form, home, owner, sending, unknown


def register_all(app: App, front: Front) -> None:
    """Let `app` hear everything that people do."""
    for room in (asking, form, sending, drafts, editing, decisions, owner, home, unknown):
        room.register(app, front)
