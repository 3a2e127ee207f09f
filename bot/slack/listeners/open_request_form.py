"""Somebody types `/connector` or uses the shortcut: the request form opens."""

from functools import partial

import structlog
from rapidfuzz import process
from rapidfuzz.distance import OSA
from slack_bolt import Ack, App, Respond

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.commands import WORDS
from bot.slack.listeners.form_state import blank, of_draft, with_service
from bot.slack.listeners.payload import Body
from bot.slack.listeners.questions import ask_quietly
from bot.slack.listeners.request_form import show
from bot.slack.listeners.slash_command import typed
from bot.slack.views.blocks import escape
from bot.slack.views.form import no_form, request_form
from bot.slack.views.form_state import Sheet
from bot.slack.views.home import OPEN_FORM
from bot.slack.views.service_picker import custom_option
from workflows.errors import Refused, Unavailable
from workflows.permissions import must_be_colleague
from workflows.secret_scanning import must_hold_no_secret

log = structlog.get_logger(__name__)

COMMAND = "/connector"
SHORTCUT = "request_connector"
SAID = ("ask", "request", *WORDS)
"""What can be typed first."""
ALIKE = 0.7
"""From here on a word is taken for a slip of the finger."""


def register(app: App, front: Front) -> None:
    """Listen to the command, the global shortcut, and the button on the Home tab."""
    app.command(COMMAND)(partial(take_command, front))
    app.shortcut(SHORTCUT)(partial(take_shortcut, front))
    app.action(OPEN_FORM)(partial(take_shortcut, front))


def take_command(front: Front, ack: Ack, command: Body, respond: Respond) -> None:
    """`/connector`, `/connector request salesforce`, `/connector salesforce`, or one of `WORDS`."""
    text = command.get("text", "").strip()
    word, _, rest = text.partition(" ")
    if word.lower() == "ask":
        _ask(front, ack, command, rest.strip())
        return
    ack()
    with telling(lambda words: respond(escape(words))):
        must_hold_no_secret(text)
        if word.lower() in WORDS:
            WORDS[word.lower()](front, typed(command, rest.strip(), respond))
            return
        wanted = rest.strip() if word.lower() == "request" else text
        if wanted == text:
            must_be_no_slip(front, word, text)
        open_form(front, command["trigger_id"], command["channel_id"], command["user_id"], wanted)


def _ask(front: Front, ack: Ack, command: Body, question: str) -> None:
    """The question is written down durably before it is acked."""
    problems: list[str] = []
    with telling(problems.append):
        ask_quietly(front, command, question)
    ack(escape("".join(problems)))


def take_shortcut(front: Front, ack: Ack, body: Body) -> None:
    """The global shortcut: it has no channel, so the answer would come privately."""
    ack()
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        open_form(front, body["trigger_id"], front.channel, user, "")


def open_form(front: Front, trigger_id: str, channel: str, user_id: str, wanted: str) -> None:
    """Open the form: where it was left, or with the service chosen when it is clear which one is meant.

    The form cannot wait for Slack to say who somebody is: that is asked while they look at it.
    """
    front.acquaintances.must_not_be_strange(user_id, "")
    opened = front.open_form(trigger_id, request_form(_sheet(front, channel, user_id, wanted)))
    try:
        must_be_colleague(front.desk.people.who(user_id), front.desk.people.home())
    except Refused as refusal:
        show(front, opened, no_form(refusal.words))
    except Unavailable as failure:
        log.info("who has the form open is asked again when it is sent", reason=failure.words)


def must_be_no_slip(front: Front, word: str, text: str) -> None:
    """`Refused` when `word` is nearly one of our own, and no service is called like this."""
    near = process.extractOne(word.lower(), SAID, scorer=OSA.normalized_similarity, score_cutoff=ALIKE)
    if near and not front.catalogue.is_called(text):
        raise Refused(
            f"Did you mean /connector {near[0]}? If it is a service, type /connector request {text}"
        )


def _sheet(front: Front, channel: str, user: str, wanted: str) -> Sheet:
    internal = front.is_superuser(user)
    meant = front.catalogue.meant(wanted, internal=internal) if wanted else None
    draft = front.drafts.of(user)
    if draft and (not wanted or (meant and draft[1].get("service") == meant.id)):
        return of_draft(front, channel, user, *draft)
    sheet = blank(front, channel)
    if not meant and (not wanted or front.catalogue.search(wanted, internal=internal)):
        return sheet  # the list will show what is near; a guess would be sent by mistake
    return with_service(front, sheet, user, meant.id if meant else custom_option(wanted)["value"])
