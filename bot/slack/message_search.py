"""Find the bot's messages again, by the key in their metadata.

https://docs.slack.dev/messaging/message-metadata
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.foreign.fields import Fields, as_text
from bot.foreign.items import ForeignItems
from bot.foreign.pages import PageGuard
from bot.slack.client import SlackClient
from workflows.requests.mirrors import Message

METADATA_EVENT = "connector_desk"
SEARCH_LEEWAY = timedelta(minutes=2)
"""How far Slack's clock can be behind ours."""


@dataclass(frozen=True)
class MessageSearch:
    """Searches conversations for the bot's messages."""

    slack: SlackClient
    foreign: ForeignItems
    """Knows which messages can't be read."""

    def find(self, key: str, channel: str, first_tried_at: datetime, thread_ts: str | None) -> Message | None:
        """Return the bot's message with this key; None if it wasn't posted."""
        return next(self.search(key.__eq__, channel, first_tried_at, thread_ts), None)

    def search(
        self, is_wanted: Callable[[str], bool], channel: str, since: datetime, thread_ts: str | None = None
    ) -> Iterator[Message]:
        """Yield the bot's messages since then whose key is wanted."""
        conversation = self._conversation(channel)
        pages = PageGuard("Slack")
        cursor, oldest = None, str((since - SEARCH_LEEWAY).timestamp())
        while True:
            page = self._page(conversation, thread_ts, oldest=oldest, cursor=cursor, limit=200)
            for said, ts in self.foreign.read_list("message", page["messages"], parse_key, place=conversation).items:
                if is_wanted(said):
                    yield Message(conversation, ts)
            cursor = pages.follow((page.get("response_metadata") or {}).get("next_cursor"))
            if not cursor:
                return

    def _page(self, channel: str, thread_ts: str | None, **query: Any) -> dict[str, Any]:
        query = {name: value for name, value in query.items() if value is not None}
        method = "conversations_replies" if thread_ts else "conversations_history"
        where = {"channel": channel, "ts": thread_ts} if thread_ts else {"channel": channel}
        return self.slack.call(method, include_all_metadata=True, **where, **query)

    def _conversation(self, channel: str) -> str:
        """Return the conversation id: direct messages are posted to a user id, but read by conversation."""
        if not channel.startswith(("U", "W")):
            return channel
        return str(self.slack.call("conversations_open", users=channel)["channel"]["id"])


def parse_key(fields: Fields) -> tuple[str, str]:
    """Parse a message: the key that the bot posted it with, or an empty text, and its `ts`."""
    ts, key = fields.require("ts", as_text), ""
    if fields.raw.get("metadata"):
        metadata = fields.section("metadata")
        if metadata.raw.get("event_type") == METADATA_EVENT:
            key = metadata.section("event_payload").require("key", as_text)
    return key, ts
