"""One module for each thing a person does. A listener acks, translates, and calls one thing."""

from slack_bolt import App

from bot.slack.front import Front
from bot.slack.listeners import (
    asking,
    decisions,
    drafts,
    editing,
    feedback,
    form,
    home,
    incidents,
    looking,
    owner,
    questions,
    sending,
    subscribing,
    unknown,
)


def register_all(app: App, front: Front) -> None:
    """Let `app` hear everything that people do."""
    rooms = (
        *(asking, form, sending, drafts, editing, decisions, owner, home),
        *(incidents, subscribing, looking, questions, feedback, unknown),
    )
    for room in rooms:
        room.register(app, front)
