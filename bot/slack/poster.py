"""Posting exactly once. Slack has no idempotency key, so our id travels in the message's metadata.

Who posts writes into the ledger first. When the ledger knows the post already, its answer may have been lost,
so we look for it in the conversation before posting again.
"""

from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.views.blocks import Block
from workflows.errors import Misconfigured
from workflows.ports import Ledger
from workflows.requests.model import Message

log = structlog.get_logger(__name__)

METADATA_EVENT = "connector_desk"
SEARCH_LEEWAY = timedelta(minutes=2)
"""How far Slack's clock may be behind ours."""


class Poster:
    """Posts and finds our own messages."""

    def __init__(self, slack: SlackClient, ledger: Ledger) -> None:
        self._slack = slack
        self._ledger = ledger

    def post(
        self, key: str, channel: str, text: str, blocks: list[Block] | None = None, **more: Any
    ) -> Message:
        """Post once for each `key`, to a channel or (user id) privately; the message that stands there."""
        tried = self._ledger.begin(key)
        if tried:
            found = self._find(key, channel, tried, more.get("thread_ts"))
            if found:
                return found
        metadata = {"event_type": METADATA_EVENT, "event_payload": {"key": key}}
        answer = self._slack.call(
            "chat_postMessage",
            channel=channel,
            text=text,
            blocks=blocks,
            metadata=metadata,
            unfurl_links=False,
            unfurl_media=False,
            **more,
        )
        return Message(answer["channel"], answer["ts"])

    def _find(self, key: str, channel: str, tried: datetime, thread_ts: str | None) -> Message | None:
        """Our message with this key, if it was posted after all."""
        conversation = self._conversation(channel)
        cursor, oldest = None, str((tried - SEARCH_LEEWAY).timestamp())
        while True:
            page = self._page(conversation, thread_ts, oldest=oldest, cursor=cursor, limit=200)
            for message in page["messages"]:
                if _key(message) == key:
                    return Message(conversation, message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def _page(self, channel: str, thread_ts: str | None, **query: Any) -> dict[str, Any]:
        query = {name: value for name, value in query.items() if value is not None}
        method = "conversations_replies" if thread_ts else "conversations_history"
        where = {"channel": channel, "ts": thread_ts} if thread_ts else {"channel": channel}
        return self._slack.call(method, include_all_metadata=True, **where, **query)

    def _conversation(self, channel: str) -> str:
        """A direct message is addressed by user, but read by the id of its conversation."""
        if not channel.startswith(("U", "W")):
            return channel
        return str(self._slack.call("conversations_open", users=channel)["channel"]["id"])

    def update(self, message: Message, text: str, blocks: list[Block]) -> bool:
        """Make a message look like this; False when it is gone."""
        try:
            self._slack.call("chat_update", channel=message.channel, ts=message.ts, text=text, blocks=blocks)
        except SlackRefused as refused:
            if refused.code in {"message_not_found", "cant_update_message"}:
                return False
            raise
        return True

    def send_private(
        self,
        channel: str,
        user_id: str,
        text: str,
        blocks: list[Block] | None = None,
        thread_ts: str | None = None,
    ) -> None:
        """Say something that only this person sees in this channel; privately when they are not in it."""
        words = {"text": text, "blocks": blocks}
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        try:
            self._slack.call("chat_postEphemeral", channel=channel, user=user_id, **words, **thread)
        except (SlackRefused, Misconfigured):  # not in the channel, or we are not: a private message arrives
            self._slack.call("chat_postMessage", channel=user_id, **words)


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (
        (metadata.get("event_payload") or {}).get("key")
        if metadata.get("event_type") == METADATA_EVENT
        else None
    )
