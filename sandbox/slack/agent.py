"""Slack's agent view: DMs with suggested prompts, thread titles, and a status.

https://docs.slack.dev/ai/migrating-to-agent-messaging. The manifest enables it with `agent_view`.
"""

from dataclasses import dataclass, field
from typing import Any

STATUS_SECONDS = 120.0
"""Seconds without a reply after which a status expires."""


@dataclass
class AgentView:
    """Prompts, titles, and statuses, by conversation and thread."""

    prompts: dict[str, dict[str, Any]] = field(default_factory=dict)
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    statuses: dict[tuple[str, str], tuple[str, float]] = field(default_factory=dict)

    def status(self, channel: str, thread_ts: str, now: float) -> str:
        """Return the app's status in a thread, or an empty string."""
        words, since = self.statuses.get((channel, thread_ts), ("", 0.0))
        return words if now - since < STATUS_SECONDS else ""

    def clear_status(self, channel: str, thread_ts: str | None) -> None:
        """Clear the status of a thread after a reply of the app."""
        self.statuses.pop((channel, thread_ts or ""), None)

    def as_json(self, channel: str, now: float) -> dict[str, Any]:
        """Return the prompts, titles, and statuses of one conversation."""
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
    """Return the agent view in the manifest, or None."""
    found: dict[str, Any] | None = manifest["features"].get("agent_view")
    return found
