"""Slack messages about incidents and storms: one message per recipient, edited in place, and its thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from bot.slack.poster import Poster
from bot.slack.views.blocks import mention_group, section
from bot.slack.views.incident import incident_blocks, incident_text, incident_thread_text, page_link_message
from bot.slack.views.storm import storm_blocks, storm_text, storm_thread_text
from workflows.connections.model import ConnectionTab
from workflows.errors import Misconfigured
from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm
from workflows.notifications.page import can_page
from workflows.notifications.ports import Subject
from workflows.notifications.thread_updates import WORSENED, can_have_updates
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

LINE_PREFIX = "incident-line"
"""What the keys of thread updates begin with, in the ledger and in Slack."""
HIDDEN_MESSAGE = "This incident is now restricted. Updates continue in direct messages."
STILL_SHOWN = "Slack doesn't let the bot hide a message about an incident that is now restricted. Delete the message."


@dataclass(frozen=True)
class SlackIncidentMessages:
    """Render, post, and edit the messages about incidents and storms."""

    poster: Poster
    connection_page_url: str
    """The page of a connection in Fivetran; `{id}` stands for its id."""
    find_users: Callable[[str], str] = lambda _connection_id: ""
    """Who uses the data of a connection, by its id: in the words of its request, which can be removed from history."""

    critical_group: str = ""
    """Id of the user group that is mentioned in messages about critical incidents in production; empty for none."""

    def render(self, subject: Subject, message: Message | None) -> RenderedMessage:
        has_mention = subject.first_message is None or subject.first_message == message
        group = self._group_for(subject) if has_mention else ""
        if isinstance(subject, Storm):
            return RenderedMessage(storm_text(subject), storm_blocks(subject, group))
        used_by = "" if subject.is_over else self.find_users(subject.connection_id)
        blocks = incident_blocks(subject, self.connection_page_url, mentions=has_mention, used_by=used_by, group=group)
        return RenderedMessage(incident_text(subject, used_by=used_by), blocks)

    def _group_for(self, subject: Subject) -> str:
        """Return the group that is mentioned about this subject; restricted ones go to people, not to channels."""
        return self.critical_group if can_page(subject) and not subject.is_restricted else ""

    def send_page_link(self, channel: str, user_id: str, incident: Incident, tab: ConnectionTab) -> None:
        text, blocks = page_link_message(incident, tab, self.connection_page_url)
        self.poster.send_private(channel, user_id, text, blocks)

    def post(self, subject: Subject, recipient: str, rendered: RenderedMessage) -> Message:
        """Post once for each recipient, and once more for each message that was deleted."""
        key, deleted = f"incident:{subject.id}:{recipient}", subject.messages.get(recipient)
        if deleted:
            return self.poster.replace(deleted, key, recipient, rendered.text, rendered.blocks)
        return self.poster.post(key, recipient, rendered.text, rendered.blocks)

    def edit(self, message: Message, rendered: RenderedMessage) -> bool:
        return self.poster.update(message, rendered.text, rendered.blocks)

    def hide(self, subject: Subject, recipient: str) -> Message:
        """Edit the message, and delete the lines of its thread and the messages that it replaced.

        A message that Slack doesn't let the bot edit is deleted. Raises `Misconfigured` while Slack refuses both.
        """
        message = replace(subject.messages[recipient], replaces=None)
        is_edited = self.poster.update(message, HIDDEN_MESSAGE, [section(HIDDEN_MESSAGE)])
        earlier = subject.earlier_messages.get(recipient, ())
        left = self._delete_lines(subject, recipient, (*earlier, message))  # first: a thread needs its parent
        left += [one for one in (*earlier, *(() if is_edited else (message,))) if self.poster.delete(one)]
        for one in left:
            log.warning("a restricted incident is still shown", channel=one.channel, ts=one.ts)
        if left:
            raise Misconfigured(STILL_SHOWN)
        return message

    def _delete_lines(self, subject: Subject, recipient: str, messages: Sequence[Message]) -> list[Message]:
        """Delete the thread updates below these messages. Return what Slack refuses to delete or to list."""
        if not can_have_updates(subject, recipient):
            return []
        prefix = f"{LINE_PREFIX}:{subject.id}:"
        return [line for message in messages for line in self.poster.delete_replies(prefix, message)]

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        """Post to the thread only; the channel isn't notified."""
        text = storm_thread_text(subject) if isinstance(subject, Storm) else incident_thread_text(subject, key)
        if key.startswith(WORSENED) and (group := self._group_for(subject)):
            text += f" {mention_group(group)}"
        post_key = f"{LINE_PREFIX}:{subject.id}:{key}:{message.ts}"
        self.poster.post(post_key, message.channel, text, thread_ts=message.ts)
