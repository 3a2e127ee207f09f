"""What travels between Slack and the app."""

from dataclasses import dataclass
from typing import Any, Literal

Envelope = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Parcel:
    """One payload on its way; the same parcel may be sent again."""

    id: str
    envelope: Envelope
    payload: dict[str, Any]
    kind: str
    """What it is in one word, for faults and the journal: "block_actions", "app_mention" …"""

    @property
    def call(self) -> str:
        """What a fault's `match` is searched in: "POST /block_actions"."""
        return f"POST /{self.kind}"


@dataclass(frozen=True)
class Reply:
    """What the app made of a parcel; `error` is Slack's word for a delivery that failed, else None."""

    error: str | None
    content: Any = None
    final: bool = False
    """Whether the app asked not to be tried again (`x-slack-no-retry: 1`)."""
