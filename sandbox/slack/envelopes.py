"""Payloads between Slack and the app."""

from dataclasses import dataclass
from typing import Any, Literal

EnvelopeType = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Envelope:
    """One payload to deliver. It can be sent again."""

    id: str
    type: EnvelopeType
    payload: dict[str, Any]
    kind: str
    """The payload type, for faults and the journal: "block_actions", "app_mention" …"""

    @property
    def call(self) -> str:
        """The string that a fault's `match` searches: "POST /block_actions"."""
        return f"POST /{self.kind}"


@dataclass(frozen=True)
class AppResponse:
    """The app's response. `error` is Slack's code for a failed delivery, else None."""

    error: str | None
    content: Any = None
    final: bool = False
    """Whether the app asked Slack not to retry (`x-slack-no-retry: 1`)."""
