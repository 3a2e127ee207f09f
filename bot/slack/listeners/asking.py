"""Somebody types `/connector` or uses the shortcut: the request form opens."""

from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.front import Front
from bot.slack.listeners.commands import WORDS, typed
from bot.slack.listeners.payload import Body
from bot.slack.listeners.questions import ask_quietly
from bot.slack.listeners.sheets import blank, of_draft, with_service
from bot.slack.telling import telling
from bot.slack.views.form import request_form
from bot.slack.views.home import OPEN_FORM
from bot.slack.views.services import custom_option
from bot.slack.views.sheet import Sheet
from bot.slack.views.text import escape
from workflows.secrets import must_hold_no_secret

COMMAND = "/connector"
SHORTCUT = "request_connector"


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
    """Open the form: where it was left, or with the service chosen when it is clear which one is meant."""
    front.open_form(trigger_id, request_form(_sheet(front, channel, user_id, wanted)))


def _sheet(front: Front, channel: str, user: str, wanted: str) -> Sheet:
    internal = front.is_superuser(user)
    found = front.catalogue.search(wanted, internal=internal) if wanted else []
    draft = front.drafts.of(user)
    if draft and (not wanted or (found and draft[1].get("service") == found[0].id)):
        return of_draft(front, channel, user, *draft)
    sheet = blank(front, channel)
    if not wanted:
        return sheet
    service = found[0].id if found else custom_option(wanted)["value"]
    return with_service(front, sheet, user, service)
