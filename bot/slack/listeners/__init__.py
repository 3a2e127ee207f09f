"""One module for each thing a person does. A listener acks, translates, and calls one thing."""

from slack_bolt import App

from bot.slack.context import ListenerContext
from bot.slack.listeners import (
    answer_feedback,
    connect_card,
    decisions,
    drafts,
    edit_request,
    fallback,
    home,
    incident_actions,
    open_request_form,
    questions,
    request_form,
    status,
    submit_request,
    subscriptions,
)


def register_all(app: App, ctx: ListenerContext) -> None:
    """Let `app` hear everything that people do."""
    rooms = (
        *(
            open_request_form,
            request_form,
            submit_request,
            drafts,
            edit_request,
            decisions,
            connect_card,
            home,
        ),
        *(incident_actions, subscriptions, status, questions, answer_feedback, fallback),
    )
    for room in rooms:
        room.register(app, ctx)
