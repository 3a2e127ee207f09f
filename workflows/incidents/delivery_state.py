"""The delivery state of a notification: its messages in Slack, and what they show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.requests.mirrors import Message


@dataclass(frozen=True, kw_only=True)
class DeliveryState:
    """A subject of notifications, with the state of its messages.

    Recipients are channel ids or user ids. Times are aware datetimes in UTC.
    """

    version: int = 1
    """Incremented by every change."""
    messages: Mapping[str, Message] = field(default_factory=dict)
    """Recipient → the message that was posted there."""
    earlier_messages: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    """Recipient → messages that this one replaced, because Slack doesn't let the bot edit them any more."""
    first_message: Message | None = None
    """The message that was posted first, the only one with a mention."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """Recipient → fingerprint of the message's content."""
    thread_keys_sent: frozenset[str] = frozenset()
    """Keys of the thread updates that were sent or skipped, each with its recipient."""
    last_delivered_at: datetime | None = None
    """When a message was last posted or edited; None makes the next edit immediate."""
    is_paged: bool = False
    """Whether the people on call were paged about it, and the page isn't resolved yet."""
    failed_attempts: int = 0
    """Consecutive failed deliveries."""
    is_blocked_by_channel: bool = False
    """Whether only unavailable channels block it. Newer notifications don't wait for it then."""

    def replaced_by(self, message: Message, recipient: str) -> Mapping[str, tuple[Message, ...]]:
        """Return the earlier messages of all recipients, once `message` is the current one of `recipient`."""
        current = self.messages.get(recipient)
        if current is None or current.ts == message.ts:
            return self.earlier_messages
        return {**self.earlier_messages, recipient: (*self.earlier_messages.get(recipient, ()), current)}
