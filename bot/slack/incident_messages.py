"""What people see of incidents and storms: one message each, edited in place, and lines in its thread."""

import hashlib
import json
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.blocks import Block, section
from bot.slack.views.incident import incident_blocks, incident_text, incident_thread_text
from bot.slack.views.storm import storm_blocks, storm_text, storm_thread_text
from workflows.incidents.storms import Storm
from workflows.notifications.ports import Subject
from workflows.requests.model import Message

HIDDEN_MESSAGE = "This went on where it may be read: it is about something sensitive by now."


@dataclass(frozen=True)
class SlackIncidentMessages:
    """Fulfils `workflows.notifications.ports.Teller`."""

    poster: Poster
    connection_page_url: str
    """Where people open a connection in Fivetran; {id} stands for it."""

    def post(self, subject: Subject, recipient: str) -> Message:
        """A message that somebody deleted is posted again."""
        key, gone = f"incident:{subject.id}:{recipient}", subject.messages.get(recipient)
        if gone:
            key = f"{key}:instead of {gone.ts}"
        return self.poster.post(key, recipient, *self._render(subject, None))

    def edit(self, subject: Subject, message: Message) -> bool:
        return self.poster.update(message, *self._render(subject, message))

    def hide(self, message: Message) -> None:
        self.poster.update(message, HIDDEN_MESSAGE, [section(HIDDEN_MESSAGE)])

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        """The channel is not notified."""
        words = (
            storm_thread_text(subject) if isinstance(subject, Storm) else incident_thread_text(subject, key)
        )
        mark = f"incident-line:{subject.id}:{key}:{message.ts}"
        self.poster.post(mark, message.channel, words, thread_ts=message.ts)

    def fingerprint(self, subject: Subject, message: Message | None) -> str:
        seen = json.dumps(self._render(subject, message), sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    def _render(self, subject: Subject, message: Message | None) -> tuple[str, list[Block]]:
        """As this message shows it; None: as the next one will that is posted."""
        if isinstance(subject, Storm):
            return storm_text(subject), storm_blocks(subject)
        mentions = subject.first_message is None or subject.first_message == message
        return incident_text(subject), incident_blocks(subject, self.connection_page_url, mentions=mentions)
