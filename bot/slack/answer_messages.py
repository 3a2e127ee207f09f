"""Answers in Slack: each where it belongs, and those that stay are posted once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.slack.client import Slack, SlackRefused
from bot.slack.directory import REMEMBERED
from bot.slack.poster import Poster
from bot.slack.views import answer as views
from bot.slack.views.access import ticket_is_open, ticket_takes_longer
from bot.slack.views.blocks import escape
from workflows.access_requests import AccessAsk
from workflows.answers.ports import Question, Surface
from workflows.answers.topics import Topic, topic
from workflows.errors import Failure, Misconfigured
from workflows.permissions import Person
from workflows.requests.model import Message

log = structlog.get_logger(__name__)

PRIVATE = {Surface.DIRECT, Surface.AGENT}
STATUS = "is looking it up…"
TITLE = 100
"""Characters of a question that its thread is called after."""


@dataclass
class SlackReplies:
    """Fulfils `workflows.answers.ports.Replies` and `workflows.access_requests.AccessReplies`."""

    slack: Slack
    poster: Poster
    channels: dict[Topic, str]
    """Where people answer questions of each kind."""
    now: Callable[[], float] = time.monotonic
    _shared: dict[str, tuple[float, bool]] = field(default_factory=dict)
    """Channel → when Slack was asked (monotonic seconds), and what it said."""

    def begin(self, question: Question) -> None:
        """The status vanishes with the answer."""
        where = {"channel_id": question.channel, "thread_ts": question.thread}
        try:
            self.slack.call("assistant_threads_setStatus", status=STATUS, **where)
            if question.opens_thread and not question.is_empty:
                title = " ".join(question.text.split())[:TITLE]
                self.slack.call("assistant_threads_setTitle", title=title, **where)
        except Failure as failure:  # an ornament; the answer matters
            log.warning("the agent view was not adorned", reason=failure.words)

    def show(self, question: Question) -> Message | None:
        """Where the bot may not speak, the asker is told privately."""
        text, blocks = views.answer(question, self.channels)
        key = f"answer:{question.id}"
        if question.surface is Surface.WHISPER:
            self.poster.whisper(question.channel, question.by, text, blocks)
            return None
        if question.is_private and question.surface not in PRIVATE:
            return self.poster.post(key, question.by, text, blocks)
        try:
            return self.poster.post(key, question.channel, text, blocks, **_thread(question))
        except (Misconfigured, SlackRefused):  # not in the channel, or the thread is gone
            return self.poster.post(f"{key}:private", question.by, text, blocks)

    def whisper(self, channel: str, user_id: str, words: str, thread: str | None = None) -> None:
        self.poster.whisper(channel, user_id, escape(words), thread_ts=thread)

    def pass_on(self, question: Question, who: Person) -> str:
        text, blocks = views.passed_on(question, who.name, self._link_back(question))
        asked = self.poster.post(f"passed-on:{question.id}", self.channels[topic(question)], text, blocks)
        url = self.link(asked)
        self._tell(question, who, views.asked_people(url))
        return url

    def _tell(self, question: Question, who: Person, text: str) -> None:
        """Where it was asked; privately where only the asker saw the answer, or we may not speak."""
        key = f"asked-people:{question.id}"
        if question.surface is Surface.WHISPER or (question.is_private and question.surface not in PRIVATE):
            self.poster.post(key, who.id, text)
            return
        try:
            self.poster.post(key, question.channel, text, None, **_thread(question))
        except (Misconfigured, SlackRefused):
            self.poster.post(f"{key}:private", who.id, text)

    def _link_back(self, question: Question) -> str | None:
        """The public thread; a private conversation is nobody else's business."""
        if question.surface not in {Surface.THREAD, Surface.OFFER} or not question.thread:
            return None
        try:
            return self.link(Message(question.channel, question.thread))
        except (Misconfigured, SlackRefused):
            return None  # somebody deleted the question meanwhile, or we are not where it was asked

    def link(self, message: Message) -> str:
        answer = self.slack.call("chat_getPermalink", channel=message.channel, message_ts=message.ts)
        return str(answer["permalink"])

    def is_shared(self, channel: str) -> bool:
        """Who cannot be asked about is taken for shared."""
        known, now = self._shared.get(channel), self.now()
        if known is None or now - known[0] >= REMEMBERED:
            try:
                facts = self.slack.call("conversations_info", channel=channel)["channel"]
            except Failure:
                return True
            known = now, bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"))
            self._shared[channel] = known
        return known[1]

    def tell_ticket(self, ask: AccessAsk) -> None:
        self.poster.post(f"access:{ask.id}", ask.by, ticket_is_open(ask))

    def tell_refusal(self, ask: AccessAsk, words: str) -> None:
        self.poster.post(f"access:{ask.id}", ask.by, f"There is no ticket for you. {escape(words)}")

    def tell_delay(self, ask: AccessAsk) -> None:
        self.poster.post(f"access-delay:{ask.id}", ask.by, ticket_takes_longer(ask))


def _thread(question: Question) -> dict[str, str]:
    return {"thread_ts": question.thread} if question.thread else {}
