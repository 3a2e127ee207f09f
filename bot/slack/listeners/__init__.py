"""One module for each thing a person does. A listener acks, translates, and makes one call."""

from slack_bolt import App

from bot.slack.context import ListenerContext
from bot.slack.listeners import (
    access_questions,
    answer_feedback,
    commands,
    connect_card,
    custom_steps,
    decisions,
    drafts,
    edit_request,
    fallback,
    home,
    incident_actions,
    open_request_form,
    owners,
    people,
    questions,
    reassign,
    remove_text,
    request_form,
    request_from_message,
    request_menu,
    resend_request,
    service_commands,
    shared_links,
    show_details,
    status,
    submit_request,
    subscriptions,
    unknown_words,
    withdraw,
)


def register_all(app: App, ctx: ListenerContext) -> None:
    """Register the listeners of every module."""
    modules = (
        commands,
        service_commands,
        unknown_words,
        open_request_form,
        request_from_message,
        custom_steps,
        request_form,
        submit_request,
        drafts,
        edit_request,
        resend_request,
        decisions,
        withdraw,
        reassign,
        remove_text,
        request_menu,
        show_details,
        connect_card,
        access_questions,
        home,
        incident_actions,
        subscriptions,
        status,
        owners,
        people,
        shared_links,
        questions,
        answer_feedback,
        fallback,
    )
    for module in modules:
        module.register(app, ctx)
