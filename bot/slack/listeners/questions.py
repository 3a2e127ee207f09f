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

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload
from bot.slack_markup import plain_text, unescape_sent_text
from workflows.answers.ports import MAX_QUESTION_CHARS, Question, Surface, make_question_id
from workflows.secret_scanning import require_no_secret

ANSWER_THIS = "answer_this"
QUESTION_EVENTS = frozenset({"app_mention", "message.im"})
"""What the app is subscribed to for this room; `message.channels` only where offers are switched on."""
ASKER_MESSAGE_KEY = "words for the asker"
"""Where the context of an event keeps what its listener says."""
USER_MESSAGE_SUBTYPES = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of messages in which a person says something new; edits and joins are not questions."""


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to mentions, messages and the shortcut."""
    app.event("app_mention", middleware=[partial(handle_mention, ctx)])(partial(reply_to_asker, ctx))
    app.event("message", middleware=[partial(handle_message, ctx)])(partial(reply_to_asker, ctx))
    app.shortcut(ANSWER_THIS)(partial(handle_answer_this, ctx))


def handle_mention(
    ctx: ListenerContext, body: Payload, context: BoltContext, next_: Callable[[], None]
) -> None:
    """The bot was mentioned: the answer goes into the thread."""
    event = body["event"]
    if _is_user_message(event):
        _ask(ctx, body, context, Surface.THREAD, event.get("thread_ts") or event["ts"])
    next_()


def handle_message(
    ctx: ListenerContext, body: Payload, context: BoltContext, next_: Callable[[], None]
) -> None:
    """A direct message is a question; one in the channel may get an offer, where that is switched on."""
    event = body["event"]
    if _is_user_message(event) and event.get("channel_type") == "im":
        _ask_directly(ctx, body, context)
    elif _is_user_message(event) and _can_offer_answer(ctx, event):
        _ask(ctx, body, context, Surface.OFFER, event["ts"])
    next_()


def reply_to_asker(ctx: ListenerContext, event: Payload, context: BoltContext) -> None:
    """Say why a question was not kept. Slack knows by now that it arrived, and does not send it again."""
    if words := context.get(ASKER_MESSAGE_KEY):
        with error_boundary(lambda _words: None):
            ctx.ports.cards.send_private(event["channel"], event["user"], words)


def _ask_directly(front: ListenerContext, body: Payload, context: BoltContext) -> None:
    """In the agent view every message that stands by itself begins a thread, which takes the answer."""
    event = body["event"]
    if not front.has_agent_view:
        _ask(front, body, context, Surface.DIRECT, event.get("thread_ts"))
        return
    begins = not event.get("thread_ts")
    _ask(front, body, context, Surface.AGENT, event.get("thread_ts") or event["ts"], opens_thread=begins)


def _is_user_message(event: Payload) -> bool:
    return (
        event.get("subtype") in USER_MESSAGE_SUBTYPES and not event.get("bot_id") and bool(event.get("user"))
    )


def _can_offer_answer(front: ListenerContext, event: Payload) -> bool:
    """A question that begins a conversation in our channel; whoever is in a thread has been answered."""
    text = str(event.get("text") or "")
    return (
        front.can_offer_answers
        and event["channel"] == front.channel
        and not event.get("thread_ts")
        and text.rstrip().endswith("?")
        and "<@" not in text
    )


def _ask(
    front: ListenerContext,
    body: Payload,
    context: BoltContext,
    surface: Surface,
    thread: str | None,
    **more: bool,
) -> None:
    event = body["event"]
    # For people of other workspaces the event names their team; for ours it may name none.
    team = str(event.get("user_team") or event.get("team") or body.get("team_id") or "")
    where = {"team_id": team, "channel": event["channel"], "surface": surface, "thread": thread}
    where |= more
    with error_boundary(partial(context.__setitem__, ASKER_MESSAGE_KEY)):
        asked = _question(front, f"{event['channel']}:{event['ts']}", event["user"], event.get("text"))
        front.questions.answer(asked(**where))


def handle_ask_command(ctx: ListenerContext, command: Payload, text: str) -> None:
    """`/connector ask …`: only the asker sees the answer."""
    asked = _question(ctx, f"command:{command['trigger_id']}", command["user_id"], text)
    where = {"team_id": command["team_id"], "channel": command["channel_id"], "surface": Surface.EPHEMERAL}
    ctx.questions.answer(asked(**where))


def handle_answer_this(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Somebody wants an answer to somebody else's message, in its thread."""
    message, channel, user = body["message"], body["channel"]["id"], body["user"]
    with error_boundary(partial(ctx.ports.cards.send_private, channel, user["id"])):
        asked = _question(ctx, f"this:{channel}:{message['ts']}", user["id"], message.get("text"))
        question = asked(
            team_id=user.get("team_id") or "",
            channel=channel,
            surface=Surface.THREAD,
            thread=message.get("thread_ts") or message["ts"],
            author=message.get("user"),
        )
        ctx.questions.answer(question)
    ack()


def _question(front: ListenerContext, key: str, by: str, text: Any) -> "partial[Question]":
    """A question that still has to be told where it was asked.

    `Refused` when it seems to hold a secret: then it is not even written down.
    """
    sent = str(text or "")
    words = plain_text(sent)[:MAX_QUESTION_CHARS]
    for read in (unescape_sent_text(sent), words):  # markup parts what was typed in one piece, or hides it
        require_no_secret(read)
    return partial(Question, id=make_question_id(key), asker=by, text=words, asked_at=front.ports.clock.now())
