"""Questions by mention, direct message, command, or the shortcut on another author's message.

A question is stored before its event is acked. A redelivered event has the same channel and timestamp, and so
the same question id.

Bolt (1.30) acks an event after the listener's middleware but before the listener itself. So the middleware
stores the question, and the listener replies when that failed.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.payload import Payload
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack_markup import plain_text, unescape_sent_text
from workflows.answers.model import MAX_QUESTION_CHARS, Question, Surface, make_question_id
from workflows.errors import Refused
from workflows.secret_scanning import MAX_SCANNED_CHARS, require_no_secret

ANSWER_THIS = "answer_this"
QUESTION_EVENTS = frozenset({"app_mention", "message.im"})
"""Subscribed events; `message.channels` is needed only where offers are enabled."""
AUTHOR_MESSAGE_KEY = "message_to_author"
"""Key in the event's context for the message that its listener sends."""
USER_MESSAGE_SUBTYPES = frozenset({None, "file_share", "thread_broadcast"})
"""Subtypes of new messages by a person; edits and joins aren't questions."""


def register(app: App, ctx: ListenerContext) -> None:
    """Register mentions, messages, and the shortcut."""
    app.event("app_mention", middleware=[partial(handle_mention, ctx)])(partial(reply_to_author, ctx))
    app.event("message", middleware=[partial(handle_message, ctx)])(partial(reply_to_author, ctx))
    app.shortcut(ANSWER_THIS)(partial(handle_answer_this, ctx))


def handle_mention(ctx: ListenerContext, body: Payload, context: BoltContext, next_: Callable[[], None]) -> None:
    """Answer a mention in its thread."""
    event = body["event"]
    if _is_user_message(event):
        _ask(ctx, body, context, Surface.THREAD, event.get("thread_ts") or event["ts"])
    next_()


def handle_message(ctx: ListenerContext, body: Payload, context: BoltContext, next_: Callable[[], None]) -> None:
    """Answer a direct message; offer an answer in the channel where offers are enabled."""
    event = body["event"]
    if _is_user_message(event) and event.get("channel_type") == "im":
        _ask_directly(ctx, body, context)
    elif _is_user_message(event) and _can_offer_answer(ctx, event):
        _ask(ctx, body, context, Surface.OFFER, event["ts"])
    next_()


def reply_to_author(ctx: ListenerContext, event: Payload, context: BoltContext) -> None:
    """Say why a question was not saved. Slack knows it arrived and won't send it again."""
    if words := context.get(AUTHOR_MESSAGE_KEY):
        with error_boundary(lambda _words: None):
            ctx.ports.messenger.send_private(event["channel"], event["user"], words)


def _ask_directly(ctx: ListenerContext, body: Payload, context: BoltContext) -> None:
    """Answer directly; in the agent view a message outside a thread opens one for the answer."""
    event = body["event"]
    if not ctx.has_agent_view:
        _ask(ctx, body, context, Surface.DIRECT, event.get("thread_ts"))
        return
    opens_thread = not event.get("thread_ts")
    _ask(ctx, body, context, Surface.AGENT, event.get("thread_ts") or event["ts"], opens_thread=opens_thread)


def _is_user_message(event: Payload) -> bool:
    return event.get("subtype") in USER_MESSAGE_SUBTYPES and not event.get("bot_id") and bool(event.get("user"))


def _can_offer_answer(ctx: ListenerContext, event: Payload) -> bool:
    """Return whether the event is a question outside a thread in our channel, without mentions."""
    text = str(event.get("text") or "")
    return (
        ctx.can_offer_answers
        and event["channel"] == ctx.channel
        and not event.get("thread_ts")
        and text.rstrip().endswith("?")
        and len(text) <= MAX_QUESTION_CHARS
        and "<@" not in text
    )


def _ask(
    ctx: ListenerContext,
    body: Payload,
    context: BoltContext,
    surface: Surface,
    thread: str | None,
    *,
    opens_thread: bool = False,
) -> None:
    event = body["event"]
    # For users of other workspaces the event names their team; for ours it can name none.
    team = str(event.get("user_team") or event.get("team") or body.get("team_id") or "")
    with error_boundary(partial(context.__setitem__, AUTHOR_MESSAGE_KEY)):
        build = _question_builder(ctx, f"{event['channel']}:{event['ts']}", event["user"], event.get("text"))
        question = build(
            team_id=team,
            channel=event["channel"],
            surface=surface,
            thread=thread,
            opens_thread=opens_thread,
        )
        ctx.questions.answer(question)


def handle_ask_command(ctx: ListenerContext, command: SlashCommand) -> None:
    """Answer `/connector ask …`, visible to the viewer only."""
    actor = command.actor
    build = _question_builder(ctx, f"command:{command.trigger_id}", actor.user_id, command.sent)
    question = build(team_id=actor.team_id, channel=actor.channel, surface=Surface.EPHEMERAL)
    ctx.questions.answer(question)


def handle_answer_this(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Answer another author's message in its thread."""
    message, channel, user = body["message"], body["channel"]["id"], body["user"]
    with report_errors(ctx, user["id"], channel):
        build = _question_builder(ctx, f"this:{channel}:{message['ts']}", user["id"], message.get("text"))
        question = build(
            team_id=user.get("team_id") or "",
            channel=channel,
            surface=Surface.THREAD,
            thread=message.get("thread_ts") or message["ts"],
            author=message.get("user"),
        )
        ctx.questions.answer(question)
    ack()


def _question_builder(ctx: ListenerContext, key: str, viewer_id: str, text: Any) -> "partial[Question]":
    """Return a builder for the question that takes where it was asked.

    Raises `Refused` when the text seems to contain a secret; the question is then not stored.
    """
    sent = str(text or "")
    if len(sent) > MAX_SCANNED_CHARS:
        raise Refused(f"That's too long for a question. Ask it in at most {MAX_QUESTION_CHARS:,} characters.")
    plain = plain_text(sent)[:MAX_QUESTION_CHARS]
    for variant in (unescape_sent_text(sent), plain):  # markup can split or hide a secret
        require_no_secret(variant)
    return partial(Question, id=make_question_id(key), viewer_id=viewer_id, text=plain, asked_at=ctx.ports.clock.now())
