"""Slack's agent view: the app's direct messages with suggested prompts, titled threads, and a status.

https://docs.slack.dev/ai/migrating-to-agent-messaging. An app has it by `agent_view` in its manifest.
"""

from dataclasses import dataclass, field
from typing import Any

STATUS_LASTS = 120.0
"""Seconds without an answer after which a status vanishes."""


@dataclass
class AgentView:
    """What the app has put into people's conversations with it, by conversation and thread."""

    prompts: dict[str, dict[str, Any]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    statuses: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    def status(self, channel: str, thread_ts: str, now: float) -> str:
        """What the app says it is doing in a thread; empty when it says nothing."""
        words, since = self.statuses.get((channel, thread_ts), ("", 0.0))
        return words if now - since < STATUS_LASTS else ""

    def answered(self, channel: str, thread_ts: str | None) -> None:
        """The app said something in a thread: that ends its status."""
        self.statuses.pop((channel, thread_ts or ""), None)

    def seen_in(self, channel: str, now: float) -> dict[str, Any]:
        """Everything of one conversation, for whoever looks at it."""
        return {
            "prompts": self.prompts.get(channel, {}),
            "titles": {thread: title for (room, thread), title in self.titles.items() if room == channel},
            "statuses": {
                thread: words
                for (room, thread) in self.statuses
                if room == channel and (words := self.status(room, thread, now))
            },
        }


def agent_view(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """What the manifest says of the agent view; None where the app has none."""
    found: dict[str, Any] | None = manifest["features"].get("agent_view")
    return found
