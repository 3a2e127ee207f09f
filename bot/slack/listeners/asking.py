"""Somebody types `/connector` or uses the shortcut: the request form opens."""

from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.front import Front
from bot.slack.listeners.payload import Body
from bot.slack.listeners.questions import ask_quietly
from bot.slack.listeners.reviewing import questions_to_review
from bot.slack.telling import telling
from bot.slack.views.form import request_form
from bot.slack.views.help import HELP
from bot.slack.views.text import Block, escape
from workflows.catalogue import Service, proposed

COMMAND = "/connector"
SHORTCUT = "request_connector"


def register(app: App, front: Front) -> None:
    """Listen to the command and the global shortcut."""
    app.command(COMMAND)(partial(take_command, front))
    app.shortcut(SHORTCUT)(partial(take_shortcut, front))


def take_command(front: Front, ack: Ack, command: Body, respond: Respond) -> None:
    """`/connector`, `/connector request salesforce`, `/connector ask …`, `/connector help` and so on."""
    wanted = command.get("text", "").strip()
    word, _, rest = wanted.partition(" ")
    if word.lower() == "ask":
        _ask(front, ack, command, rest.strip())
    elif wanted.lower() == "help":
        ack(HELP)
    else:
        ack()
        with telling(lambda words: respond(escape(words))):
            _open(front, command, wanted, respond)


def _ask(front: Front, ack: Ack, command: Body, question: str) -> None:
    """The question is written down durably before it is acked."""
    problems: list[str] = []
    with telling(problems.append):
        ask_quietly(front, command, question)
    ack(escape("".join(problems)))


def _open(front: Front, command: Body, wanted: str, respond: Respond) -> None:
    if wanted.lower() == "questions":
        respond(text="Questions that need an answer", blocks=questions_to_review(front, command))
        return
    open_form(front, command["trigger_id"], command["channel_id"], command["user_id"], _service_in(wanted))


def take_shortcut(front: Front, ack: Ack, body: Body) -> None:
    """The global shortcut: it has no channel, so the answer would come privately."""
    ack()
    user = body["user"]["id"]
    with telling(lambda words: front.desk.announcer.whisper(front.channel, user, words)):
        open_form(front, body["trigger_id"], front.channel, user, "")


def open_form(front: Front, trigger_id: str, channel: str, user_id: str, wanted: str) -> None:
    """Open the form, with the service chosen when there is no doubt about which one is meant."""
    found = front.catalogue.search(wanted, internal=front.is_superuser(user_id)) if wanted else []
    front.open_form(trigger_id, form_for(front, channel, found[0] if found else None))


def form_for(front: Front, channel: str, service: Service | None) -> Block:
    """The form, with names proposed that nobody has yet."""
    names = proposed(service, front.intake.taken_names()) if service else {}
    return request_form(channel, front.desk.clock.now().date(), service, names)


def _service_in(text: str) -> str:
    head, _, rest = text.partition(" ")
    return rest.strip() if head.lower() == "request" else text
