"""The subcommands of `/connector`, in one table. Any other text names a service to request.

To add one: write its handler, add a row to `COMMANDS`, and describe it in docs/using.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload
from bot.slack.listeners.questions import handle_ask_command
from bot.slack.listeners.report import show_report
from bot.slack.listeners.service_commands import handle_link, show_list, show_unanswered
from bot.slack.listeners.slash_command import SlashCommand, parse_slash_command
from bot.slack.listeners.status import handle_digest_command, show_status
from bot.slack.listeners.subscriptions import change_preferences, show_subscriptions
from bot.slack.listeners.unknown_words import handle_request_words
from bot.slack.views.help import SHOW_ALL_COMMANDS, all_commands_message, help_message
from bot.slack.views.local_times import notice
from bot.slack_markup import command_text, unescape_sent_text
from workflows.secret_scanning import require_no_secret
from workflows.subscriptions.commands import set_budget, set_quiet_hours, subscribe, unsubscribe

SLASH_COMMAND = "/connector"
REQUEST_HELP = "`/connector salesforce` – request a connector; `/connector` alone continues where you left off"


@dataclass(frozen=True)
class Subcommand:
    """What the first word after `/connector` does, and its line in the help."""

    name: str
    run: Callable[[ListenerContext, SlashCommand], None]
    help: str
    is_basic: bool = False
    """Whether it's one of the few things that most people do."""
    acks_last: bool = False
    """Whether its answer is the ack: it waits for no other system, or stores something durably first."""


def show_help(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector help`."""
    reject_secrets(command.sent)
    if not ctx.repeated_commands.is_answered_here(command.trigger_id):
        return
    text, blocks = help_message([REQUEST_HELP, *(each.help for each in COMMANDS.values() if each.is_basic)])
    command.respond(text=text, blocks=blocks)


def show_all_commands(ack: Ack, respond: Respond) -> None:
    """Replace the help by the list of all commands."""
    ack()
    with error_boundary(lambda _problem: None):
        text, blocks = all_commands_message([REQUEST_HELP, *(each.help for each in COMMANDS.values())])
        respond(text=text, blocks=blocks, replace_original=True)


COMMANDS: dict[str, Subcommand] = {
    subcommand.name: subcommand
    for subcommand in (
        Subcommand(
            "request",
            handle_request_words,
            "`/connector request salesforce` – the same, even if the service is named like a command",
        ),
        Subcommand(
            "status",
            show_status,
            "`/connector status` – your requests and what they're waiting for; `/connector status DSRE-7` "
            "for one request, `/connector status stripe` for one connection",
            is_basic=True,
        ),
        Subcommand(
            "list",
            show_list,
            "`/connector list` – what is connected; `/connector list google` or `/connector list failing` for a part",
            is_basic=True,
        ),
        Subcommand(
            "ask",
            handle_ask_command,
            "`/connector ask is google ads fresh` – ask a question; only you see the answer",
            is_basic=True,
            acks_last=True,
        ),
        Subcommand(
            "subscribe",
            partial(change_preferences, subscribe),
            "`/connector subscribe stripe` – get notified here, or by DM with “to me”; also "
            "`service salesforce`, `mine`, or `everything`, and `critical` or `warning and above`",
            is_basic=True,
        ),
        Subcommand(
            "unsubscribe",
            partial(change_preferences, unsubscribe),
            "`/connector unsubscribe stripe` – end a subscription",
        ),
        Subcommand(
            "subscriptions",
            show_subscriptions,
            "`/connector subscriptions` – subscriptions and mutes here and of yours, and this week's posts",
        ),
        Subcommand(
            "quiet",
            partial(change_preferences, set_quiet_hours),
            "`/connector quiet 22:00-07:00 Europe/Berlin` – quiet hours for this channel or for you; "
            "`/connector quiet off` ends them",
        ),
        Subcommand(
            "budget",
            partial(change_preferences, set_budget),
            "`/connector budget 30` – posts a week in this channel before I suggest mutes",
        ),
        Subcommand(
            "digest",
            handle_digest_command,
            "`/connector digest` – the schedule of the summary here; change it with "
            "`/connector digest weekly mon 09:00 Europe/Berlin`, `off`, or `now`",
        ),
        Subcommand(
            "report",
            show_report,
            "`/connector report` – how long requests and recoveries took in the last 30 days; "
            "`/connector report 90` for another period",
        ),
        Subcommand(
            "link",
            handle_link,
            "`/connector link DSRE-7 polite_otter` – for approvers: link a custom-built connection to its request",
        ),
        Subcommand(
            "questions",
            show_unanswered,
            "`/connector questions` – for approvers: questions without a good answer",
        ),
        Subcommand("help", show_help, "`/connector help` – show this help", acks_last=True),
    )
}
"""First word → subcommand, in the order of the help."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the slash command, and to the button under the help."""
    app.command(SLASH_COMMAND)(partial(handle_command, ctx))
    app.action(SHOW_ALL_COMMANDS)(show_all_commands)


def handle_command(ctx: ListenerContext, ack: Ack, command: Payload, respond: Respond) -> None:
    """Run a subcommand, or open the request form: `/connector`, `/connector salesforce`. A redelivery does nothing."""
    if not ctx.repeated_commands.is_first(command["trigger_id"]):
        ack()
        return
    sent = command.get("text", "").strip()
    word, rest = [*sent.split(maxsplit=1), "", ""][:2]
    subcommand = COMMANDS.get(word.lower())
    if subcommand and subcommand.acks_last:
        ack(**_answer_in_ack(ctx, subcommand, command, rest))
        return
    ack()
    with error_boundary(lambda problem: respond(notice(problem))):
        reject_secrets(sent)
        if subcommand and not ctx.repeated_commands.is_answered_here(command["trigger_id"]):
            return
        run = subcommand.run if subcommand else partial(handle_request_words, commands=tuple(COMMANDS))
        run(ctx, parse_slash_command(command, rest if subcommand else sent, respond))


def _answer_in_ack(ctx: ListenerContext, subcommand: Subcommand, command: Payload, rest: str) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    with error_boundary(lambda problem: answer.update(text=notice(problem))):
        subcommand.run(ctx, parse_slash_command(command, rest, answer.update))
    return answer


def reject_secrets(sent: str) -> None:
    """Raise `Refused` when the text seems to contain a secret. Markup can hide one, so it's scanned too."""
    for text in {unescape_sent_text(sent), command_text(sent)}:
        require_no_secret(text)
