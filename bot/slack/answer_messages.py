"""Messages of the answers package in Slack; each message that stays is posted once."""

from dataclasses import dataclass
from typing import Any

import structlog

from bot.slack.channels import SlackChannels
from bot.slack.client import SlackClient, SlackRefused
from bot.slack.poster import Poster
from bot.slack.views import answer as views
from bot.slack.views.access import access_ticket_delayed, access_ticket_opened
from bot.slack.views.blocks import Block
from bot.slack.views.local_times import notice
from workflows.access_requests import AccessRequest
from workflows.answers.model import Question, Surface
from workflows.answers.topics import Topic, classify_topic
from workflows.errors import DeskError, Misconfigured
from workflows.ports import Person
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

PRIVATE_SURFACES = {Surface.DIRECT, Surface.AGENT}
AGENT_STATUS = "is looking it up…"
MAX_AGENT_TITLE_CHARS = 100
"""Characters of a question in the title of its thread."""


@dataclass
class SlackAnswerMessages:
    """Slack messages for questions and access requests."""

    slack: SlackClient
    poster: Poster
    channels: dict[Topic, str]
    """Channel that answers questions of each topic."""
    slack_channels: SlackChannels

    def show_progress(self, question: Question) -> None:
        """Set the status, which Slack clears when the answer is posted."""
        where = {"channel_id": question.channel, "thread_ts": question.thread}
        try:
            self.slack.call("assistant_threads_setStatus", status=AGENT_STATUS, **where)
            if question.opens_thread and not question.is_empty:
                title = " ".join(question.text.split())[:MAX_AGENT_TITLE_CHARS]
                self.slack.call("assistant_threads_setTitle", title=title, **where)
        except DeskError as failure:  # decoration: the answer is posted anyway
            log.warning("could not set the status or title of the agent view", reason=failure.message)

    def post_answer(self, question: Question) -> Message | None:
        """Post the answer; by direct message where the bot can't post."""
        text, blocks = views.answer_message(question, self.channels)
        key = f"answer:{question.id}"
        if question.surface is Surface.EPHEMERAL:
            self.poster.send_private(question.channel, question.viewer_id, text, blocks)
            return None
        return self._post(key, question, question.viewer_id, text, blocks)

    def send_private(self, channel: str, user_id: str, text: str, thread: str | None = None) -> None:
        self.poster.send_private(channel, user_id, notice(text), thread_ts=thread)

    def hand_over(self, question: Question, person: Person) -> str:
        text, blocks = views.handed_over_message(question, person.name, self._permalink_back(question))
        message = self.poster.post(f"passed-on:{question.id}", self.channels[classify_topic(question)], text, blocks)
        url = self.permalink(message)
        self._post(f"asked-people:{question.id}", question, person.id, views.hand_over_confirmation(url))
        return url

    def _post(
        self, key: str, question: Question, person_id: str, text: str, blocks: list[Block] | None = None
    ) -> Message:
        """Post where it was asked; to the person if the answer is private, or where the bot can't post."""
        if question.surface is Surface.EPHEMERAL or (question.is_private and question.surface not in PRIVATE_SURFACES):
            return self.poster.post(key, person_id, text, blocks)
        thread: dict[str, Any] = {"thread_ts": question.thread} if question.thread else {}
        try:
            return self.poster.post(key, question.channel, text, blocks, **thread)
        except (Misconfigured, SlackRefused):  # not in the channel, or the thread is gone
            return self.poster.post(f"{key}:private", person_id, text, blocks)

    def _permalink_back(self, question: Question) -> str | None:
        """Return the link to a public thread; None for a private conversation."""
        if question.surface not in {Surface.THREAD, Surface.OFFER} or not question.thread:
            return None
        return self.poster.find_link(Message(question.channel, question.thread))

    def permalink(self, message: Message) -> str:
        return self.poster.permalink(message)

    def is_shared(self, channel: str) -> bool:
        """Return whether the channel is shared; True while Slack doesn't say."""
        try:
            return self.slack_channels.is_shared(channel)
        except DeskError:
            return True

    def notify_ticket(self, request: AccessRequest) -> None:
        self.poster.post(f"access:{request.id}", request.requester, access_ticket_opened(request))

    def notify_refusal(self, request: AccessRequest, reason: str) -> None:
        self.poster.post(f"access:{request.id}", request.requester, f"I couldn't open a ticket. {notice(reason)}")

    def notify_delay(self, request: AccessRequest) -> None:
        self.poster.post(f"access-delay:{request.id}", request.requester, access_ticket_delayed(request))
