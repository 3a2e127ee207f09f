"""`/connector report`: how long people wait for decisions, for data, and for recoveries."""

from datetime import timedelta

from bot.slack.context import ListenerContext
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.report import report_message
from workflows.permissions import require_member
from workflows.reporting.figures import parse_period


def show_report(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector report`, `/connector report 90`: the figures of the last 30 or 90 days."""
    require_member(command.actor, ctx.ports.directory)
    days = parse_period(command.text)
    report = ctx.build_report(timedelta(days=days))
    text, blocks = report_message(report, days, ctx.catalog.name_of)
    command.respond(text=text, blocks=blocks)
