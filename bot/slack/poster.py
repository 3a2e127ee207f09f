"""Post exactly once. Slack has no idempotency key, so our key travels in the message's metadata.

Each post is entered in the ledger first. If the ledger has the key already, Slack's response to the earlier
attempt was possibly lost, so the poster searches the conversation before it posts again.

https://docs.slack.dev/messaging/message-metadata
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
"""How far Slack's clock can be behind ours."""


class Poster:
    """Post, find and edit the bot's messages."""

    def __init__(self, slack: SlackClient, ledger: Ledger) -> None:
        self._slack = slack
        self._ledger = ledger

    def post(self, key: str, channel: str, text: str, blocks: list[Block] | None = None, **more: Any) -> Message:
        """Post once for each `key` to a channel or a user id. Return the posted message."""
        first_tried_at = self._ledger.begin(key)
        if first_tried_at:
            found = self._find(key, channel, first_tried_at, more.get("thread_ts"))
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

    def _find(self, key: str, channel: str, first_tried_at: datetime, thread_ts: str | None) -> Message | None:
        """Return the bot's message with this key; None if it wasn't posted."""
        conversation = self._conversation(channel)
        cursor, oldest = None, str((first_tried_at - SEARCH_LEEWAY).timestamp())
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
        """Return the conversation id: direct messages are posted to a user id, but read by conversation."""
        if not channel.startswith(("U", "W")):
            return channel
        return str(self._slack.call("conversations_open", users=channel)["channel"]["id"])

    def update(self, message: Message, text: str, blocks: list[Block]) -> bool:
        """Edit a message; return False if it was deleted."""
        try:
            self._slack.call("chat_update", channel=message.channel, ts=message.ts, text=text, blocks=blocks)
        except SlackRefused as error:
            if error.code in {"message_not_found", "cant_update_message"}:
                return False
            raise
        return True

    def rewrite(
        self, key: str, channel: str, text: str, blocks: list[Block] | None = None, *, thread_ts: str | None = None
    ) -> bool:
        """Edit the message that was posted for `key`. Delete it if Slack refuses the edit.

        Return False if it still shows what it showed: Slack refuses both.
        """
        first_tried_at = self._ledger.begin(key)
        if first_tried_at is None:  # never posted
            self._ledger.discard(key)
            return True
        message = self._find(key, channel, first_tried_at, thread_ts)
        return message is None or self._edit_or_delete(message, text, blocks)

    def _edit_or_delete(self, message: Message, text: str, blocks: list[Block] | None) -> bool:
        where = {"channel": message.channel, "ts": message.ts}
        try:
            self._slack.call("chat_update", **where, text=text, blocks=blocks)
        except SlackRefused as error:
            if error.code == "message_not_found":
                return True
            return self.delete(message)
        return True

    def delete(self, message: Message) -> bool:
        """Delete a message; return False if Slack refuses."""
        try:
            self._slack.call("chat_delete", channel=message.channel, ts=message.ts)
        except SlackRefused as error:
            if error.code != "message_not_found":
                log.warning(
                    "Slack refused to delete a message", code=error.code, channel=message.channel, ts=message.ts
                )
                return False
        return True

    def send_private(
        self,
        channel: str,
        user_id: str,
        text: str,
        blocks: list[Block] | None = None,
        thread_ts: str | None = None,
    ) -> None:
        """Post a message that only this person sees: in the channel, or as a direct message if that fails."""
        message = {"text": text, "blocks": blocks}
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        try:
            self._slack.call("chat_postEphemeral", channel=channel, user=user_id, **message, **thread)
        except (SlackRefused, Misconfigured):  # the person or the bot isn't in the channel
            self._slack.call("chat_postMessage", channel=user_id, **message)


def _key(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    return (metadata.get("event_payload") or {}).get("key") if metadata.get("event_type") == METADATA_EVENT else None
