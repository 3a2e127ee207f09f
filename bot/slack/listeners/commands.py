"""What can be typed after `/connector`: a word, and what happens then. Anything else names a service."""

from collections.abc import Callable

from bot.slack.context import ListenerContext
from bot.slack.listeners import subscriptions
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.listeners.status import handle_digest_command, show_status
from bot.slack.listeners.unanswered import show_questions_to_review
from bot.slack.views.help import HELP_TEXT
from bot.slack.views.lists import connections_text
from workflows.errors import Refused


def show_help(_front: ListenerContext, said: SlashCommand) -> None:
    """`/connector help`."""
    said.respond(HELP_TEXT)


def show_list(front: ListenerContext, said: SlashCommand) -> None:
    """`/connector list`, `/connector list salesforce`."""
    if not said.text:
        said.respond(connections_text(front.status_queries.existing(said.actor), "here"))
        return
    internal = front.is_superuser(said.actor.user_id)
    meant = front.catalog.best_match(said.text, internal=internal)
    if meant is None:
        near = " or ".join(f"“{one.name}”" for one in front.catalog.search(said.text, internal=internal)[:3])
        hint = f" Did you mean {near}?" if near else ""
        raise Refused(f"There is no service called “{said.text}”.{hint}")
    said.respond(connections_text(front.status_queries.existing(said.actor, meant.id), f"of {meant.name}"))


def handle_link(front: ListenerContext, said: SlashCommand) -> None:
    """`/connector link DSRE-7 polite_otter`: this is the connection that was built for that request."""
    parts = said.text.split()
    if len(parts) != 2:
        raise Refused("Type the request and the connection, for example: /connector link DSRE-7 polite_otter")
    front.queue.link_connection(said.trigger_id, parts[0], parts[1], said.actor)


def show_unanswered(front: ListenerContext, said: SlashCommand) -> None:
    """`/connector questions`: what was not answered, or not well; for the team."""
    said.respond(
        text="Questions that need an answer", blocks=show_questions_to_review(front, said.actor.user_id)
    )


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
