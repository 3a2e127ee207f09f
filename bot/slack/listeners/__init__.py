"""One module for each thing a person does. A listener acks, translates, and calls one thing."""

from slack_bolt import App

from bot.slack.front import Front
from bot.slack.listeners import asking, decisions, feedback, owner, questions, requests, unknown


def register_all(app: App, front: Front) -> None:
    """Let `app` hear everything that people do."""
    for room in (asking, requests, decisions, owner, questions, feedback, unknown):
        room.register(app, front)
