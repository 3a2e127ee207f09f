"""Subcommands about connections and services: `list`, `link`, and `questions`."""

from bot.slack.context import ListenerContext
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.lists import connections_text
from bot.slack.views.unanswered import unanswered_blocks
from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.permissions import require_member

MAX_LISTED_QUESTIONS = 15


def show_list(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector list`, `/connector list salesforce`."""
    if not command.text:
        command.respond(connections_text(ctx.status_queries.list_all(command.actor), "here"))
        return
    internal = ctx.is_superuser(command.actor.user_id)
    service = ctx.catalog.best_match(command.text, internal=internal)
    if service is None:
        similar = ctx.catalog.search(command.text, internal=internal)[:3]
        names = format_list([f"“{candidate.name}”" for candidate in similar], "or")
        hint = f" Did you mean {names}?" if names else ""
        raise Refused(f"I couldn't find a service called “{command.text}”.{hint}")
    existing = ctx.status_queries.existing(command.actor, service.id)
    command.respond(connections_text(existing, f"of {service.name}"))


def handle_link(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector link DSRE-7 polite_otter`: link a connection to the request it was built for."""
    parts = command.text.split()
    if len(parts) != 2:
        raise Refused("Type the request and the connection, for example: /connector link DSRE-7 polite_otter")
    ctx.queue.link_connection(command.trigger_id, parts[0], parts[1], command.actor)


def show_unanswered(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector questions`: questions without a good answer, for approvers and superusers."""
    user_id = require_member(command.actor, ctx.ports.directory).id
    if not ctx.is_superuser(user_id) and user_id not in ctx.ports.directory.approvers():
        raise Refused("Only approvers can see this list.")
    questions = ctx.question_store.list_for_review(MAX_LISTED_QUESTIONS)
    command.respond(text="Questions that need an answer", blocks=unanswered_blocks(questions))
