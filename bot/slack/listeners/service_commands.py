"""Subcommands about connections and services: `list`, `link`, and `questions`."""

import re
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.access_questions import access_offers
from bot.slack.listeners.payload import Payload, actor_of, pressed_value
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.blocks import Block
from bot.slack.views.lists import SHOW_LIST, SHOW_PAGE, connection_list_message
from bot.slack.views.local_times import notice
from bot.slack.views.unanswered import unanswered_blocks
from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.permissions import Actor, require_member
from workflows.reporting.list_filter import ListFilter, parse_list_filter

MAX_LISTED_QUESTIONS = 15
MAX_FILTER_CHARS = 200


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the buttons that show a list and turn its pages."""
    app.action(re.compile(f"^{SHOW_PAGE}_"))(partial(handle_page, ctx))
    app.action(SHOW_LIST)(partial(handle_list, ctx))


def show_list(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector list`, `/connector list google`, `/connector list unowned in production`."""
    text, blocks = _page(ctx, command.actor, command.text[:MAX_FILTER_CHARS], 0)
    command.respond(text=text, blocks=blocks)


def handle_page(ctx: ListenerContext, ack: Ack, body: Payload, respond: Respond) -> None:
    """Show another page in place of this one, by the rights that the actor has now."""
    ack()
    with error_boundary(lambda problem: respond(text=notice(problem), replace_original=False)):
        page, _, query = pressed_value(body).partition(" ")
        text, blocks = _page(ctx, actor_of(body), query, int(page))
        respond(text=text, blocks=blocks, replace_original=True)


def handle_list(ctx: ListenerContext, ack: Ack, body: Payload, respond: Respond) -> None:
    """Show the first page only to the actor, below a message that stays."""
    ack()
    with error_boundary(lambda problem: respond(text=notice(problem), replace_original=False)):
        text, blocks = _page(ctx, actor_of(body), pressed_value(body)[:MAX_FILTER_CHARS], 0)
        respond(text=text, blocks=blocks, replace_original=False)


def _page(ctx: ListenerContext, actor: Actor, query: str, page: int) -> tuple[str, list[Block]]:
    internal = ctx.is_superuser(actor.user_id)
    wanted = parse_list_filter(query, partial(ctx.catalog.named, internal=internal))
    found = ctx.status_queries.list_all(actor, wanted, page)
    if wanted.name_prefix and not found.total:
        names = [f"“{each.name}”" for each in ctx.catalog.nearest(query, internal=internal)[:3]]
        hint = f"Did you mean {format_list(names, 'or')}?" if names else "Type /connector list to see all."
        raise Refused(f"I couldn't find a service or connection called “{query}”. {hint}")
    is_service = len(wanted.services) == 1 and wanted == ListFilter(wanted.services)
    service_id, offers = wanted.services[0] if is_service else "", access_offers(ctx, actor.user_id)
    return connection_list_message(found, query, offers, service_id, can_claim=wanted.is_unowned)


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
