"""`/connector status` and `/connector digest`."""

import re
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.access_questions import access_offers
from bot.slack.listeners.payload import Payload, actor_of, pressed_value
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.access_offers import restricted_rows
from bot.slack.views.blocks import section
from bot.slack.views.lists import my_requests_text, request_text
from bot.slack.views.local_times import notice
from bot.slack.views.status import SHOW_STATUS, pending_text, status_choices
from bot.slack.views.status import status_message as status_view
from workflows.reporting.connection_status import ConnectionStatus, NothingOfService, is_ticket_key


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons under “Which one?”."""
    app.action(re.compile(f"^{SHOW_STATUS}_"))(partial(handle_status_choice, ctx))


def show_status(ctx: ListenerContext, command: SlashCommand) -> None:
    """Handle `/connector status`, `/connector status stripe`, `/connector status DSRE-7`."""
    if not command.text:
        command.respond(my_requests_text(ctx.request_queries.requests_of(command.actor.user_id)))
    elif is_ticket_key(command.text):
        command.respond(request_text(ctx.status_queries.request(command.text, command.actor)))
    else:
        _show_connection(ctx, command)


def _show_connection(ctx: ListenerContext, command: SlashCommand) -> None:
    try:
        found = ctx.status_queries.find(command.text, command.actor)
    except NothingOfService as refused:
        command.respond(**_service_only(ctx, command, refused))
        return
    if isinstance(found, ConnectionStatus):
        text, blocks = status_view(found, access_offers(ctx, command.actor.user_id))
    elif found.connections:
        text, blocks = status_choices(command.text, found, ctx.status_queries.environments())
    else:
        command.respond(pending_text(found))
        return
    command.respond(text=text, blocks=blocks)


def _service_only(ctx: ListenerContext, command: SlashCommand, refused: NothingOfService) -> dict[str, Any]:
    """Return the answer about a service without a connection that the person can see. Others are only counted."""
    text, count = (
        notice(refused.message),
        ctx.status_queries.existing(command.actor, refused.service_id).restricted_count,
    )
    offers = access_offers(ctx, command.actor.user_id)
    return {"text": text, "blocks": [section(text), *restricted_rows(refused.service_id, count, offers)]}


def handle_status_choice(ctx: ListenerContext, ack: Ack, body: Payload, respond: Respond) -> None:
    """Show the chosen connection, checked against the rights of the actor."""
    ack()
    with error_boundary(lambda message: respond(text=notice(message), replace_original=False)):
        actor = actor_of(body)
        status = ctx.status_queries.show(pressed_value(body), actor)
        text, blocks = status_view(status, access_offers(ctx, actor.user_id))
        respond(text=text, blocks=blocks, replace_original=True)


def handle_digest_command(ctx: ListenerContext, command: SlashCommand) -> None:
    """Handle `/connector digest`, `… weekly mon 09:00 Europe/Berlin`, `… off`, `… now`."""
    if command.text.casefold() == "now":
        ctx.digests.publish_now(command.trigger_id, command.actor)
        command.respond("The digest is on its way.")
        return
    command.respond(notice(ctx.digests.set_schedule(command.text, command.actor)))
