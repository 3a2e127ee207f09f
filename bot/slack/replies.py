"""Answers in Slack: each where it belongs, and those that stay are posted once."""

from dataclasses import dataclass, field

from bot.slack.client import Slack, SlackRefused
from bot.slack.posting import Poster
from bot.slack.views import answer as views
from bot.slack.views.access import ticket_is_open
from bot.slack.views.text import escape
from workflows.access import AccessAsk
from workflows.asking import Question, Surface
from workflows.failures import Failure, Misconfigured
from workflows.people import Person
from workflows.request import Message
from workflows.topics import Topic, topic


@dataclass
class SlackReplies:
    """Fulfils `workflows.asking.Replies` and `workflows.access.AccessReplies`."""

    slack: Slack
    poster: Poster
    channels: dict[Topic, str]
    """Where people answer questions of each kind."""
    _shared: dict[str, bool] = field(default_factory=dict)

    def show(self, question: Question) -> Message | None:
        """See `workflows.asking.Replies.show`. Where the bot may not speak, the asker is told privately."""
        text, blocks = views.answer(question)
        key = f"answer:{question.id}"
        if question.surface is Surface.WHISPER:
            self.poster.whisper(question.channel, question.by, text, blocks)
            return None
        if question.is_private and question.surface is not Surface.DIRECT:
            return self.poster.post(key, question.by, text, blocks)
        try:
            return self.poster.post(key, question.channel, text, blocks, **_thread(question))
        except (Misconfigured, SlackRefused):  # not in the channel, or the thread is gone
            return self.poster.post(f"{key}:private", question.by, text, blocks)

    def whisper(self, channel: str, user_id: str, words: str, thread: str | None = None) -> None:
        """See `workflows.asking.Replies.whisper`."""
        self.poster.whisper(channel, user_id, escape(words), thread_ts=thread)

    def pass_on(self, question: Question, who: Person) -> str:
        """See `workflows.asking.Replies.pass_on`."""
        text, blocks = views.passed_on(question, who.name, self._link_back(question))
        asked = self.poster.post(f"passed-on:{question.id}", self.channels[topic(question)], text, blocks)
        url = self._permalink(asked)
        self._tell(question, who, views.asked_people(url))
        return url

    def _tell(self, question: Question, who: Person, text: str) -> None:
        """Where the question was asked; privately where only the asker saw the answer."""
        key = f"asked-people:{question.id}"
        if question.surface is Surface.WHISPER or question.is_private:
            self.poster.post(key, who.id, text)
        else:
            self.poster.post(key, question.channel, text, None, **_thread(question))

    def _link_back(self, question: Question) -> str | None:
        """The public thread; a private conversation is nobody else's business."""
        if question.surface not in {Surface.THREAD, Surface.OFFER} or not question.thread:
            return None
        try:
            return self._permalink(Message(question.channel, question.thread))
        except SlackRefused:
            return None  # somebody deleted the question meanwhile

    def _permalink(self, message: Message) -> str:
        answer = self.slack.call("chat_getPermalink", channel=message.channel, message_ts=message.ts)
        return str(answer["permalink"])

    def is_shared(self, channel: str) -> bool:
        """See `workflows.asking.Replies.is_shared`. Who cannot be asked about is taken for shared."""
        if channel not in self._shared:
            try:
                facts = self.slack.call("conversations_info", channel=channel)["channel"]
            except Failure:
                return True
            self._shared[channel] = bool(facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"))
        return self._shared[channel]

    def tell_ticket(self, ask: AccessAsk) -> None:
        """See `workflows.access.AccessReplies.tell_ticket`."""
        self.poster.post(f"access:{ask.id}", ask.by, ticket_is_open(ask))

    def tell_refusal(self, ask: AccessAsk, words: str) -> None:
        """See `workflows.access.AccessReplies.tell_refusal`."""
        self.poster.post(f"access:{ask.id}", ask.by, f"There is no ticket for you. {escape(words)}")


def _thread(question: Question) -> dict[str, str]:
    return {"thread_ts": question.thread} if question.thread else {}
