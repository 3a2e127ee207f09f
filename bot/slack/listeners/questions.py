"""Somebody asks: by a mention, in a direct message, by the command, or for somebody else's message.

The question is written down durably before it is acked. An event that Slack delivers again has the same
channel and timestamp, and so is the same question.

Bolt (1.30) acks an event before its listener runs, but after the listener's middleware: there questions are
kept, and what has to be said about that waits for the listener.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.slack.context import Front
from bot.slack.error_boundary import telling
from bot.slack.listeners.payload import Body
from bot.slack_markup import as_sent, plain
from workflows.answers.ports import LONGEST, Question, Surface, question_id
from workflows.secret_scanning import must_hold_no_secret

ANSWER_THIS = "answer_this"
EVENTS = frozenset({"app_mention", "message.im"})
"""What the app is subscribed to for this room; `message.channels` only where offers are switched on."""
WORDS = "words for the asker"
"""Where the context of an event keeps what its listener says."""
SPOKEN = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages in which a person says something new; edits and joins are not questions."""


def register(app: App, front: Front) -> None:
    """Listen to mentions, messages and the shortcut."""
    app.event("app_mention", middleware=[partial(take_mention, front)])(partial(tell_asker, front))
    app.event("message", middleware=[partial(take_message, front)])(partial(tell_asker, front))
    app.shortcut(ANSWER_THIS)(partial(answer_this, front))


def take_mention(front: Front, body: Body, context: BoltContext, next_: Callable[[], None]) -> None:
    """The bot was mentioned: the answer goes into the thread."""
    event = body["event"]
    if _is_spoken(event):
        _ask(front, body, context, Surface.THREAD, event.get("thread_ts") or event["ts"])
    next_()


def take_message(front: Front, body: Body, context: BoltContext, next_: Callable[[], None]) -> None:
    """A direct message is a question; one in the channel may get an offer, where that is switched on."""
    event = body["event"]
    if _is_spoken(event) and event.get("channel_type") == "im":
        _ask_directly(front, body, context)
    elif _is_spoken(event) and _wants_offer(front, event):
        _ask(front, body, context, Surface.OFFER, event["ts"])
    next_()


def tell_asker(front: Front, event: Body, context: BoltContext) -> None:
    """Say why a question was not kept. Slack knows by now that it arrived, and does not send it again."""
    if words := context.get(WORDS):
        with telling(lambda _words: None):
            front.desk.announcer.whisper(event["channel"], event["user"], words)


def _ask_directly(front: Front, body: Body, context: BoltContext) -> None:
    """In the agent view every message that stands by itself begins a thread, which takes the answer."""
    event = body["event"]
    if not front.is_agent:
        _ask(front, body, context, Surface.DIRECT, event.get("thread_ts"))
        return
    begins = not event.get("thread_ts")
    _ask(front, body, context, Surface.AGENT, event.get("thread_ts") or event["ts"], opens_thread=begins)


def _is_spoken(event: Body) -> bool:
    return event.get("subtype") in SPOKEN and not event.get("bot_id") and bool(event.get("user"))


def _wants_offer(front: Front, event: Body) -> bool:
    """A question that begins a conversation in our channel; whoever is in a thread has been answered."""
    text = str(event.get("text") or "")
    return (
        front.offers_answers
        and event["channel"] == front.channel
        and not event.get("thread_ts")
        and text.rstrip().endswith("?")
        and "<@" not in text
    )


def _ask(
    front: Front, body: Body, context: BoltContext, surface: Surface, thread: str | None, **more: bool
) -> None:
    event = body["event"]
    # For people of other workspaces the event names their team; for ours it may name none.
    team = str(event.get("user_team") or event.get("team") or body.get("team_id") or "")
    where = {"team_id": team, "channel": event["channel"], "surface": surface, "thread": thread}
    where |= more
    with telling(partial(context.__setitem__, WORDS)):
        asked = _question(front, f"{event['channel']}:{event['ts']}", event["user"], event.get("text"))
        front.questions.ask(asked(**where))


def ask_quietly(front: Front, command: Body, text: str) -> None:
    """`/connector ask …`: only the asker sees the answer."""
    asked = _question(front, f"command:{command['trigger_id']}", command["user_id"], text)
    where = {"team_id": command["team_id"], "channel": command["channel_id"], "surface": Surface.WHISPER}
    front.questions.ask(asked(**where))


def answer_this(front: Front, ack: Ack, body: Body) -> None:
    """Somebody wants an answer to somebody else's message, in its thread."""
    message, channel, user = body["message"], body["channel"]["id"], body["user"]
    with telling(partial(front.desk.announcer.whisper, channel, user["id"])):
        asked = _question(front, f"this:{channel}:{message['ts']}", user["id"], message.get("text"))
        question = asked(
            team_id=user.get("team_id") or "",
            channel=channel,
            surface=Surface.THREAD,
            thread=message.get("thread_ts") or message["ts"],
            author=message.get("user"),
        )
        front.questions.ask(question)
    ack()


def _question(front: Front, key: str, by: str, text: Any) -> "partial[Question]":
    """A question that still has to be told where it was asked.

    `Refused` when it seems to hold a secret: then it is not even written down.
    """
    sent = str(text or "")
    words = plain(sent)[:LONGEST]
    for read in (as_sent(sent), words):  # markup parts what was typed in one piece, or hides it
        must_hold_no_secret(read)
    return partial(Question, id=question_id(key), by=by, text=words, asked_at=front.desk.clock.now())
