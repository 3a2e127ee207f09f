"""What can be typed after `/connector`: a word, and what happens then. Anything else names a service."""

from collections.abc import Callable

from bot.slack.context import ListenerContext
from bot.slack.listeners import subscriptions
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.listeners.status import handle_digest_command, show_status
from bot.slack.listeners.unanswered import load_unanswered_blocks
from bot.slack.views.help import HELP_TEXT
from bot.slack.views.lists import connections_text
from workflows.errors import Refused


def show_help(_ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector help`."""
    command.respond(HELP_TEXT)


def show_list(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector list`, `/connector list salesforce`."""
    if not command.text:
        command.respond(connections_text(ctx.status_queries.existing(command.actor), "here"))
        return
    internal = ctx.is_superuser(command.actor.user_id)
    meant = ctx.catalog.best_match(command.text, internal=internal)
    if meant is None:
        near = " or ".join(f"“{one.name}”" for one in ctx.catalog.search(command.text, internal=internal)[:3])
        hint = f" Did you mean {near}?" if near else ""
        raise Refused(f"There is no service called “{command.text}”.{hint}")
    command.respond(
        connections_text(ctx.status_queries.existing(command.actor, meant.id), f"of {meant.name}")
    )


def handle_link(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector link DSRE-7 polite_otter`: this is the connection that was built for that request."""
    parts = command.text.split()
    if len(parts) != 2:
        raise Refused("Type the request and the connection, for example: /connector link DSRE-7 polite_otter")
    ctx.queue.link_connection(command.trigger_id, parts[0], parts[1], command.actor)


def show_unanswered(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector questions`: what was not answered, or not well; for the team."""
    command.respond(text="Questions that need an answer", blocks=load_unanswered_blocks(ctx, command.actor))


COMMAND_HANDLERS: dict[str, Callable[[ListenerContext, SlashCommand], None]] = {
    "help": show_help,
    "status": show_status,
    "list": show_list,
    "link": handle_link,
    "questions": show_unanswered,
    "digest": handle_digest_command,
    **subscriptions.SUBSCRIPTION_COMMANDS,
}
"""First word → what it does."""
