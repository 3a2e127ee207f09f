"""Slack messages about incidents and storms: one message per recipient, edited in place, and its thread."""

from dataclasses import dataclass

import structlog

from bot.slack.poster import Poster
from bot.slack.views.blocks import section
from bot.slack.views.incident import incident_blocks, incident_text, incident_thread_text
from bot.slack.views.storm import storm_blocks, storm_text, storm_thread_text
from workflows.errors import Misconfigured
from workflows.incidents.storms import Storm
from workflows.notifications.ports import Subject
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

HIDDEN_MESSAGE = "This incident is now restricted. Updates continue in direct messages."
STILL_SHOWN = "Slack doesn't let the bot hide a message about an incident that is now restricted. Delete the message."


@dataclass(frozen=True)
class SlackIncidentMessages:
    """Render, post and edit the messages about incidents and storms."""

    poster: Poster
    connection_page_url: str
    """The page of a connection in Fivetran; `{id}` stands for its id."""

    def render(self, subject: Subject, message: Message | None) -> RenderedMessage:
        if isinstance(subject, Storm):
            return RenderedMessage(storm_text(subject), storm_blocks(subject))
        has_mention = subject.first_message is None or subject.first_message == message
        blocks = incident_blocks(subject, self.connection_page_url, mentions=has_mention)
        return RenderedMessage(incident_text(subject), blocks)

    def post(self, subject: Subject, recipient: str, rendered: RenderedMessage) -> Message:
        """Post once for each recipient, and once more for each message that was deleted."""
        key, deleted = f"incident:{subject.id}:{recipient}", subject.messages.get(recipient)
        if deleted:
            return self.poster.replace(deleted, key, recipient, rendered.text, rendered.blocks)
        return self.poster.post(key, recipient, rendered.text, rendered.blocks)

    def edit(self, message: Message, rendered: RenderedMessage) -> bool:
        return self.poster.update(message, rendered.text, rendered.blocks)

    def hide(self, message: Message) -> None:
        """Edit or delete the message; raise `Misconfigured` while Slack refuses both."""
        if self.poster.update(message, HIDDEN_MESSAGE, [section(HIDDEN_MESSAGE)]):
            return
        if self.poster.delete(message):
            log.warning("a restricted incident is still shown", channel=message.channel, ts=message.ts)
            raise Misconfigured(STILL_SHOWN)

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        """Post to the thread only; the channel isn't notified."""
        text = storm_thread_text(subject) if isinstance(subject, Storm) else incident_thread_text(subject, key)
        post_key = f"incident-line:{subject.id}:{key}:{message.ts}"
        self.poster.post(post_key, message.channel, text, thread_ts=message.ts)
