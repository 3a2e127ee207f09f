"""`/connector status` and `/connector digest`."""

import re
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, pressed_value
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.lists import my_requests_text, request_text
from bot.slack.views.local_times import notice
from bot.slack.views.status import SHOW_STATUS, pending_text, status_choices
from bot.slack.views.status import status_message as status_view
from workflows.reporting.connection_status import ConnectionStatus, is_ticket_key


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
    found = ctx.status_queries.find(command.text, command.actor)
    if isinstance(found, ConnectionStatus):
        text, blocks = status_view(found)
    elif found.connections:
        text, blocks = status_choices(command.text, found, ctx.status_queries.environments())
    else:
        command.respond(pending_text(found))
        return
    command.respond(text=text, blocks=blocks)


def handle_status_choice(ctx: ListenerContext, ack: Ack, body: Payload, respond: Respond) -> None:
    """Show the chosen connection, checked against the rights of the actor."""
    ack()
    with error_boundary(lambda message: respond(text=notice(message), replace_original=False)):
        text, blocks = status_view(ctx.status_queries.show(pressed_value(body), actor_of(body)))
        respond(text=text, blocks=blocks, replace_original=True)


def handle_digest_command(ctx: ListenerContext, command: SlashCommand) -> None:
    """Handle `/connector digest`, `… weekly mon 09:00 Europe/Berlin`, `… off`, `… now`."""
    if command.text.casefold() == "now":
        ctx.digests.publish_now(command.trigger_id, command.actor)
        command.respond("The digest is on its way.")
        return
    command.respond(notice(ctx.digests.set_schedule(command.text, command.actor)))
