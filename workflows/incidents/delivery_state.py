"""What is known of the messages that tell of something: where they stand, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workflows.requests.model import Message


@dataclass(frozen=True, kw_only=True)
class DeliveryState:
    """Something that Slack tells of. The row is the truth; the messages are made to agree with it.

    Audiences are ids of channels or of people. Times are aware datetimes in UTC.
    """

    version: int = 1
    """Raised by every change."""
    messages: Mapping[str, Message] = field(default_factory=dict)
    """Audience → the message that stands there."""
    first_message: Message | None = None
    """The message that was posted first: the only one that mentions anybody."""
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    """Audience → the digest of what that message says."""
    thread_keys_sent: frozenset[str] = frozenset()
    """Keys of the lines that were added to the threads (or need not be), each with its audience."""
    last_delivered_at: datetime | None = None
    """When a message was last posted or edited; None when a person waits to see a change."""
    failed_attempts: int = 0
    """How often in a row Slack could not be told."""
    is_blocked_by_channel: bool = False
    """Whether only closed conversations kept it from being told: what is newer does not wait for it."""
