"""Words after `/connector` that name a service open its form; others are answered with what is near."""

import re
from collections.abc import Iterable
from functools import partial

from rapidfuzz import process
from rapidfuzz.distance import OSA
from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.action_words import answers_action_words
from bot.slack.listeners.open_request_form import open_chosen_service, open_form
from bot.slack.listeners.payload import Payload, actor_of, pressed_value
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.unknown_words import REQUEST_CUSTOM, REQUEST_SERVICE, unknown_words_message

MIN_COMMAND_SIMILARITY = 0.7
"""From here on a word counts as a typo of a subcommand."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the buttons under the answer."""
    app.action(re.compile(f"^{REQUEST_SERVICE}_\\d$"))(partial(handle_offer, ctx))
    app.action(REQUEST_CUSTOM)(partial(handle_offer, ctx))


def handle_request_words(ctx: ListenerContext, command: SlashCommand, commands: Iterable[str] = ()) -> None:
    """`/connector`, `/connector salesforce`, `/connector request salesforce`, `/connector whatever is this`."""
    if commands and answers_action_words(ctx, command):
        return
    text, internal = command.text, ctx.is_superuser(command.actor.user_id)
    near = nearest_command(text, commands)
    has_typo = near and not ctx.catalog.has_name(text)
    service = ctx.catalog.best_match(text, internal=internal) if text and not has_typo else None
    where = command.trigger_id, command.actor.channel, command.actor.user_id
    if service or not text:
        open_chosen_service(ctx, *where, service.id) if service else open_form(ctx, *where)
        return
    ctx.directory.reject_known_outsider(command.actor.user_id, command.actor.team_id)
    words, blocks = unknown_words_message(text, ctx.catalog.nearest(text, internal=internal), near)
    command.respond(text=words, blocks=blocks)


def nearest_command(text: str, commands: Iterable[str]) -> str:
    """Return the command that was probably meant, with the words after it; several words are a question."""
    word, _, rest = text.partition(" ")
    names = list(commands)
    similar = process.extractOne(
        word.lower(), names, scorer=OSA.normalized_similarity, score_cutoff=MIN_COMMAND_SIMILARITY
    )
    if similar:
        return f"{similar[0]} {rest}".strip()
    return f"ask {text}" if names and len(text.split()) > 2 else ""


def handle_offer(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Open the form for the service of the pressed button."""
    ack()
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        open_chosen_service(ctx, body["trigger_id"], actor.channel, actor.user_id, pressed_value(body))
