"""Somebody says whether an answer helped, chooses what they meant, asks people, or asks for access."""

import re
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body, click, press
from bot.slack.views.access import ACCESS_FORM, WHAT, WHO, WHY, Wish, access_form
from bot.slack.views.answer import ASK_ACCESS, ASK_PEOPLE, CHOOSE, HELPED, NOT_QUITE
from workflows.access_requests import AccessAsk
from workflows.answers.intents import reason
from workflows.errors import Failure, Refused
from workflows.secret_scanning import must_hold_no_secret

SHORTEST = 3
"""Characters of an answer in the form that say anything."""


def register(app: App, front: Front) -> None:
    """Listen to the buttons under an answer, and to the form for access."""
    app.action(HELPED)(partial(take_rating, front, True))
    app.action(NOT_QUITE)(partial(take_rating, front, False))
    app.action(ASK_PEOPLE)(partial(ask_people, front))
    app.action(re.compile(f"^{CHOOSE}_\\d$"))(partial(take_choice, front))
    app.action(ASK_ACCESS)(partial(open_access_form, front))
    app.view(ACCESS_FORM)(partial(take_access, front))


def take_rating(front: Front, helped: bool, ack: Ack, body: Body) -> None:
    """It helped, or not quite."""
    pressed = press(body)
    with telling(partial(front.desk.announcer.whisper, pressed.channel, pressed.by)):
        front.questions.rate(click(body), body["actions"][0]["value"], helped, pressed)
    ack()


def ask_people(front: Front, ack: Ack, body: Body) -> None:
    """A person is wanted."""
    pressed = press(body)
    with telling(partial(front.desk.announcer.whisper, pressed.channel, pressed.by)):
        front.questions.ask_people(click(body), body["actions"][0]["value"], pressed)
    ack()


def take_choice(front: Front, ack: Ack, body: Body) -> None:
    """ "Did you mean": this one."""
    pressed = press(body)
    with telling(partial(front.desk.announcer.whisper, pressed.channel, pressed.by)):
        action = body["actions"][0]
        number = int(action["action_id"].rpartition("_")[2])
        front.questions.choose(click(body), action["value"], number, pressed)
    ack()


def open_access_form(front: Front, ack: Ack, body: Body) -> None:
    """The form opens with what is known; who may ask is decided when it is sent."""
    ack()
    pressed = press(body)
    with telling(partial(front.desk.announcer.whisper, pressed.channel, pressed.by)):
        wish = _wish(front, pressed.by, body["actions"][0]["value"])
        front.open_form(body["trigger_id"], access_form(wish))


def _wish(front: Front, user: str, question_id: str) -> Wish:
    """What the person, the question and its answer say already; a forgotten question leaves it empty."""
    try:
        who = front.desk.people.who(user).email or ""
        asked = front.questions.asked(question_id)
    except Failure:
        return Wish()
    return Wish(who, (asked.answer and asked.answer.access_to) or "", reason(asked.text))


def take_access(front: Front, ack: Ack, body: Body) -> None:
    """The form was sent. It closes when what was asked is kept, and not before."""
    view, problems = body["view"], {}
    values = {name: (view["state"]["values"][name][name]["value"] or "").strip() for name in (WHO, WHAT, WHY)}

    def beside_the_last(words: str) -> None:
        problems[WHY] = words

    with telling(beside_the_last):
        problems |= {name: words for name, value in values.items() if (words := _problem(value))}
        if not problems:
            pressed = press(body)
            front.acquaintances.must_not_be_strange(pressed.by, pressed.team_id)
            now = front.desk.clock.now()
            front.questions.want_access(
                AccessAsk(view["id"], pressed.by, values[WHO], values[WHAT], values[WHY], now)
            )
    if problems:
        ack(response_action="errors", errors=problems)
    else:
        ack()


def _problem(value: str) -> str | None:
    """What is wrong with an answer, in words."""
    if len(value) < SHORTEST:
        return "Say a little more."
    try:
        must_hold_no_secret(value)
    except Refused as refused:
        return refused.words
    return None
