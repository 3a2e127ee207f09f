"""Answers in Slack: each where it belongs, and those that stay are posted once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.directory import DIRECTORY_TTL_SECONDS
from bot.slack.poster import Poster
from bot.slack.views import answer as views
from bot.slack.views.access import access_ticket_delayed, access_ticket_opened
from bot.slack.views.blocks import escape
from workflows.access_requests import AccessRequest
from workflows.answers.ports import Question, Surface
from workflows.answers.topics import Topic, classify_topic
from workflows.errors import DeskError, Misconfigured
from workflows.ports import Person
from workflows.requests.model import Message

log = structlog.get_logger(__name__)

PRIVATE_SURFACES = {Surface.DIRECT, Surface.AGENT}
AGENT_STATUS = "is looking it up…"
MAX_AGENT_TITLE_CHARS = 100
"""Characters of a question that its thread is called after."""


@dataclass
class SlackAnswerMessages:
    """Fulfils `workflows.answers.ports.Replies` and `workflows.access_requests.AccessReplies`."""

    slack: SlackClient
    poster: Poster
    channels: dict[Topic, str]
    """Where people answer questions of each kind."""
    now: Callable[[], float] = time.monotonic
    _shared: dict[str, tuple[float, bool]] = field(default_factory=dict)
    """Channel → when Slack was asked (monotonic seconds), and what it said."""

    def show_progress(self, question: Question) -> None:
        """The status vanishes with the answer."""
        where = {"channel_id": question.channel, "thread_ts": question.thread}
        try:
            self.slack.call("assistant_threads_setStatus", status=AGENT_STATUS, **where)
            if question.opens_thread and not question.is_empty:
                title = " ".join(question.text.split())[:MAX_AGENT_TITLE_CHARS]
                self.slack.call("assistant_threads_setTitle", title=title, **where)
        except DeskError as failure:  # an ornament; the answer matters
            log.warning("the agent view was not adorned", reason=failure.message)

    def post_answer(self, question: Question) -> Message | None:
        """Where the bot may not speak, the asker is told privately."""
        text, blocks = views.answer_message(question, self.channels)
        key = f"answer:{question.id}"
        if question.surface is Surface.EPHEMERAL:
            self.poster.send_private(question.channel, question.asker, text, blocks)
            return None
        if question.is_private and question.surface not in PRIVATE_SURFACES:
            return self.poster.post(key, question.asker, text, blocks)
        try:
            return self.poster.post(key, question.channel, text, blocks, **_thread(question))
        except (Misconfigured, SlackRefused):  # not in the channel, or the thread is gone
            return self.poster.post(f"{key}:private", question.asker, text, blocks)

    def send_private(self, channel: str, user_id: str, text: str, thread: str | None = None) -> None:
        self.poster.send_private(channel, user_id, escape(text), thread_ts=thread)

    def hand_over(self, question: Question, person: Person) -> str:
        text, blocks = views.handed_over_message(question, person.name, self._permalink_back(question))
        asked = self.poster.post(
            f"passed-on:{question.id}", self.channels[classify_topic(question)], text, blocks
        )
        url = self.permalink(asked)
        self._notify_asker(question, person, views.hand_over_confirmation(url))
        return url

    def _notify_asker(self, question: Question, who: Person, text: str) -> None:
        """Where it was asked; privately where only the asker saw the answer, or we may not speak."""
        key = f"asked-people:{question.id}"
        if question.surface is Surface.EPHEMERAL or (
            question.is_private and question.surface not in PRIVATE_SURFACES
        ):
            self.poster.post(key, who.id, text)
            return
        try:
            self.poster.post(key, question.channel, text, None, **_thread(question))
        except (Misconfigured, SlackRefused):
            self.poster.post(f"{key}:private", who.id, text)

    def _permalink_back(self, question: Question) -> str | None:
        """The public thread; a private conversation is nobody else's business."""
        if question.surface not in {Surface.THREAD, Surface.OFFER} or not question.thread:
            return None
        try:
            return self.permalink(Message(question.channel, question.thread))
        except (Misconfigured, SlackRefused):
            return None  # somebody deleted the question meanwhile, or we are not where it was asked

    def permalink(self, message: Message) -> str:
        answer = self.slack.call("chat_getPermalink", channel=message.channel, message_ts=message.ts)
        return str(answer["permalink"])

    def is_shared(self, channel: str) -> bool:
        """Who cannot be asked about is taken for shared."""
        known, now = self._shared.get(channel), self.now()
        if known is None or now - known[0] >= DIRECTORY_TTL_SECONDS:
            try:
                facts = self.slack.call("conversations_info", channel=channel)["channel"]
            except DeskError:
                return True
            known = now, bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"))
            self._shared[channel] = known
        return known[1]

    def notify_ticket(self, request: AccessRequest) -> None:
        self.poster.post(f"access:{request.id}", request.requester, access_ticket_opened(request))

    def notify_refusal(self, request: AccessRequest, reason: str) -> None:
        self.poster.post(
            f"access:{request.id}", request.requester, f"There is no ticket for you. {escape(reason)}"
        )

    def notify_delay(self, request: AccessRequest) -> None:
        self.poster.post(f"access-delay:{request.id}", request.requester, access_ticket_delayed(request))


def _thread(question: Question) -> dict[str, str]:
    return {"thread_ts": question.thread} if question.thread else {}
