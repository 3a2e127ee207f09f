"""Somebody types `/connector` or uses the shortcut: the request form opens."""

from functools import partial

import structlog
from rapidfuzz import process
from rapidfuzz.distance import OSA
from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.commands import COMMAND_HANDLERS
from bot.slack.listeners.form_state import blank_form, form_of_draft, with_service
from bot.slack.listeners.payload import Payload
from bot.slack.listeners.questions import handle_ask_command
from bot.slack.listeners.request_form import redraw_form
from bot.slack.listeners.slash_command import parse_slash_command
from bot.slack.views.blocks import escape
from bot.slack.views.form import form_unavailable_view, request_form
from bot.slack.views.form_state import FormState
from bot.slack.views.home import OPEN_FORM
from bot.slack.views.service_picker import custom_option
from workflows.errors import Refused, Unavailable
from workflows.permissions import check_member
from workflows.secret_scanning import require_no_secret

log = structlog.get_logger(__name__)

SLASH_COMMAND = "/connector"
REQUEST_SHORTCUT = "request_connector"
COMMAND_NAMES = ("ask", "request", *COMMAND_HANDLERS)
"""What can be typed first."""
MIN_COMMAND_SIMILARITY = 0.7
"""From here on a word is taken for a slip of the finger."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the command, the global shortcut, and the button on the Home tab."""
    app.command(SLASH_COMMAND)(partial(handle_command, ctx))
    app.shortcut(REQUEST_SHORTCUT)(partial(handle_shortcut, ctx))
    app.action(OPEN_FORM)(partial(handle_shortcut, ctx))


def handle_command(ctx: ListenerContext, ack: Ack, command: Payload, respond: Respond) -> None:
    """`/connector`, `/connector request salesforce`, `/connector salesforce`, or one of `WORDS`."""
    text = command.get("text", "").strip()
    word, _, rest = text.partition(" ")
    if word.lower() == "ask":
        _ask(ctx, ack, command, rest.strip())
        return
    ack()
    with error_boundary(lambda words: respond(escape(words))):
        require_no_secret(text)
        if word.lower() in COMMAND_HANDLERS:
            COMMAND_HANDLERS[word.lower()](ctx, parse_slash_command(command, rest.strip(), respond))
            return
        wanted = rest.strip() if word.lower() == "request" else text
        if wanted == text:
            reject_command_typo(ctx, word, text)
        open_form(ctx, command["trigger_id"], command["channel_id"], command["user_id"], wanted)


def _ask(front: ListenerContext, ack: Ack, command: Payload, question: str) -> None:
    """The question is written down durably before it is acked."""
    problems: list[str] = []
    with error_boundary(problems.append):
        handle_ask_command(front, command, question)
    ack(escape("".join(problems)))


def handle_shortcut(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """The global shortcut: it has no channel, so the answer would come privately."""
    ack()
    user = body["user"]["id"]
    with error_boundary(lambda words: ctx.ports.cards.send_private(ctx.channel, user, words)):
        open_form(ctx, body["trigger_id"], ctx.channel, user, "")


def open_form(ctx: ListenerContext, trigger_id: str, channel: str, user_id: str, query: str) -> None:
    """Open the form: where it was left, or with the service chosen when it is clear which one is meant.

    The form cannot wait for Slack to say who somebody is: that is asked while they look at it.
    """
    ctx.directory.reject_known_outsider(user_id, "")
    opened = ctx.open_form(trigger_id, request_form(_form_state(ctx, channel, user_id, query)))
    try:
        check_member(ctx.ports.directory.look_up(user_id), ctx.ports.directory.team_id())
    except Refused as refusal:
        redraw_form(ctx, opened, form_unavailable_view(refusal.message))
    except Unavailable as failure:
        log.info("who has the form open is asked again when it is sent", reason=failure.message)


def reject_command_typo(ctx: ListenerContext, word: str, text: str) -> None:
    """`Refused` when `word` is nearly one of our own, and no service is called like this."""
    near = process.extractOne(
        word.lower(), COMMAND_NAMES, scorer=OSA.normalized_similarity, score_cutoff=MIN_COMMAND_SIMILARITY
    )
    if near and not ctx.catalog.has_name(text):
        raise Refused(
            f"Did you mean /connector {near[0]}? If it is a service, type /connector request {text}"
        )


def _form_state(front: ListenerContext, channel: str, user: str, wanted: str) -> FormState:
    internal = front.is_superuser(user)
    meant = front.catalog.best_match(wanted, internal=internal) if wanted else None
    draft = front.drafts.for_user(user)
    if draft and (not wanted or (meant and draft[1].get("service") == meant.id)):
        return form_of_draft(front, channel, user, *draft)
    sheet = blank_form(front, channel)
    if not meant and (not wanted or front.catalog.search(wanted, internal=internal)):
        return sheet  # the list will show what is near; a guess would be sent by mistake
    return with_service(front, sheet, user, meant.id if meant else custom_option(wanted)["value"])
