"""Post exactly once. Slack has no idempotency key, so our key travels in the message's metadata.

Each post is entered in the ledger first. If the ledger has the key already, Slack's response to the earlier
attempt was possibly lost, so the poster searches the conversation before it posts again, and once more when
no earlier call can be on its way any longer.

https://docs.slack.dev/messaging/message-metadata
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.clock import SystemClock
from bot.foreign.items import ForeignItems
from bot.slack.client import RateLimited, SlackClient, SlackRefused
from bot.slack.message_search import METADATA_EVENT, MessageSearch
from bot.slack.newer_blocks import call_with_blocks
from bot.slack.unreachable_people import reaching
from bot.slack.views.blocks import Block, context, mrkdwn_link
from bot.slack.web_client import SLACK_TIMEOUT_SECONDS
from workflows.errors import ChannelUnavailable, DeskError, Misconfigured, PersonUnreachable, Unavailable
from workflows.ports import Clock, Ledger
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

NO_PREVIEWS: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""A link shows no preview: it can say more about a ticket or a message than the reader may see."""
UNEDITABLE_ERRORS = frozenset({"cant_update_message", "edit_window_closed", "is_inactive", "message_not_found"})
"""Slack's error codes for a message that was deleted, or that can't be edited any more."""
MAX_CALL_DURATION = timedelta(seconds=SLACK_TIMEOUT_SECONDS)
"""How long a call can be on its way, also one whose process has ended."""


@dataclass(eq=False)
class Poster:
    """Post, find, and edit the bot's messages."""

    slack: SlackClient
    ledger: Ledger
    foreign: ForeignItems = field(default_factory=ForeignItems)
    """Knows which messages can't be read."""
    clock: Clock = field(default_factory=SystemClock)
    report_unreachable: Callable[[str], None] = lambda _user_id: None
    require_ownership: Callable[[], None] = lambda: None
    """Ends the caller if another process does its work meanwhile. For private replies: the ledger asks for posts."""

    def __post_init__(self) -> None:
        self._messages = MessageSearch(self.slack, self.foreign)

    def post(
        self,
        key: str,
        channel: str,
        text: str,
        blocks: list[Block] | None = None,
        *,
        in_words: list[Block] | None = None,
        **more: Any,
    ) -> Message:
        """Post once for each `key` to a channel or a user id. Return the posted message.

        Where Slack refuses a newer block, post `in_words` instead, or the blocks converted to words. Raises
        `PersonUnreachable` for a direct message that Slack doesn't deliver.
        """
        with reaching(channel, self.slack, self.report_unreachable):
            return self._post(key, channel, text, blocks, in_words, **more)

    def _post(
        self, key: str, channel: str, text: str, blocks: list[Block] | None, in_words: list[Block] | None, **more: Any
    ) -> Message:
        tried_at = self.ledger.begin(key)
        if tried_at and (found := self._find_earlier(key, channel, tried_at, more.get("thread_ts"))):
            return found
        metadata = {"event_type": METADATA_EVENT, "event_payload": {"key": key}}
        try:
            answer = call_with_blocks(
                self.slack,
                "chat_postMessage",
                blocks,
                in_words,
                channel=channel,
                text=text,
                metadata=metadata,
                **NO_PREVIEWS,
                **more,
            )
        except DeskError as failure:
            if _is_definite(failure):
                self.ledger.discard(key)
            if isinstance(failure, ChannelUnavailable):
                log.warning("Slack doesn't let the bot post in a conversation", channel=channel, code=failure.code)
            raise
        return Message(answer["channel"], answer["ts"])

    def _find_earlier(self, key: str, channel: str, tried_at: datetime, thread_ts: str | None) -> Message | None:
        """Return what an earlier try without an answer posted. Raises `Unavailable` while it can still arrive."""
        found = self._messages.find(key, channel, tried_at, thread_ts)
        if found:
            return found
        wait = (tried_at + MAX_CALL_DURATION - self.clock.now()).total_seconds()
        if 0 < wait <= MAX_CALL_DURATION.total_seconds():  # else the clock was set back
            raise Unavailable("Slack didn't confirm a message. I'm checking whether it was posted.", wait)
        self.ledger.discard(key)
        self.ledger.begin(key)
        return None

    def replace(self, old: Message, key: str, channel: str, text: str, blocks: list[Block]) -> Message:
        """Post a message anew that can't be edited any more, with a link to the old one unless it's deleted."""
        link = self.find_link(old)
        new = self.post(f"{key}:instead of {old.ts}", channel, text, [*blocks, *_replacement_note(link)])
        return replace(new, replaces=link)

    def permalink(self, message: Message) -> str:
        """Return the link to a message."""
        answer = self.slack.call("chat_getPermalink", channel=message.channel, message_ts=message.ts)
        return str(answer["permalink"])

    def find_link(self, message: Message) -> str | None:
        """Return the link to a message; None if it was deleted, or its channel is closed to the bot."""
        try:
            return self.permalink(message)
        except (SlackRefused, Misconfigured):
            return None

    def update(self, message: Message, text: str, blocks: list[Block]) -> bool:
        """Edit a message; return False if it was deleted, or if Slack doesn't let the bot edit it any more."""
        shown = [*blocks, *_replacement_note(message.replaces)]
        try:
            call_with_blocks(self.slack, "chat_update", shown, channel=message.channel, ts=message.ts, text=text)
        except SlackRefused as error:
            if error.code not in UNEDITABLE_ERRORS:
                raise
            where: dict[str, Any] = {"channel": message.channel, "ts": message.ts}
            log.warning("a message can't be edited, so it's posted again", code=error.code, **where)
            return False
        return True

    def rewrite(
        self,
        key: str,
        channel: str,
        text: str | None,
        blocks: list[Block] | None = None,
        *,
        thread_ts: str | None = None,
    ) -> Message | None:
        """Edit the message that was posted for `key`. Delete it without a `text`, or if Slack refuses the edit.

        Return the message if it still shows what it showed: Slack refuses both.
        """
        first_tried_at = self.ledger.begin(key)
        if first_tried_at is None:  # never posted
            self.ledger.discard(key)
            return None
        try:
            message = self._messages.find(key, channel, first_tried_at, thread_ts)
        except SlackRefused as error:
            return None if error.code == "thread_not_found" else Message(channel, "")
        if message is None or text is None:
            return self.delete(message) if message else None
        return self._edit_or_delete(message, text, blocks)

    def _edit_or_delete(self, message: Message, text: str, blocks: list[Block] | None) -> Message | None:
        try:
            call_with_blocks(self.slack, "chat_update", blocks, channel=message.channel, ts=message.ts, text=text)
        except SlackRefused as error:
            return None if error.code == "message_not_found" else self.delete(message)
        return None

    def delete_posts(self, key_prefix: str, user_id: str, since: datetime) -> list[Message]:
        """Delete the direct messages to a person since then whose keys start with `key_prefix`.

        Return those that Slack refuses to delete. A person without a conversation has none.
        """
        try:
            with reaching(user_id, self.slack, self.report_unreachable):
                found = list(self._messages.search(lambda key: key.startswith(key_prefix), user_id, since))
        except (SlackRefused, PersonUnreachable):
            return []
        return [message for message in found if self.delete(message)]

    def delete_replies(self, key_prefix: str, parent: Message) -> list[Message]:
        """Delete the bot's replies to a message whose keys start with `key_prefix`.

        Return those that Slack refuses to delete, or the parent if Slack refuses to list its replies.
        """
        since = datetime.fromtimestamp(float(parent.ts), UTC)
        try:
            found = list(
                self._messages.search(lambda key: key.startswith(key_prefix), parent.channel, since, parent.ts)
            )
        except SlackRefused as error:
            return [] if error.code == "thread_not_found" else [parent]
        return [message for message in found if self.delete(message)]

    def delete(self, message: Message) -> Message | None:
        """Delete a message; return it if Slack refuses."""
        where: dict[str, Any] = {"channel": message.channel, "ts": message.ts}
        try:
            self.slack.call("chat_delete", **where)
        except SlackRefused as error:
            if error.code != "message_not_found":
                log.warning("Slack refused to delete a message", code=error.code, **where)
                return message
        return None

    def send_private(
        self,
        channel: str,
        user_id: str,
        text: str,
        blocks: list[Block] | None = None,
        thread_ts: str | None = None,
    ) -> None:
        """Post a message that only this person sees: in the channel, or as a direct message if that fails.

        `channel` is the id of the person where there's no channel, as on the Home tab.
        """
        self.require_ownership()
        if channel != user_id and self._whispers(channel, user_id, text, blocks, thread_ts):
            return
        with reaching(user_id, self.slack, self.report_unreachable):
            call_with_blocks(self.slack, "chat_postMessage", blocks, channel=user_id, text=text, **NO_PREVIEWS)

    def _whispers(
        self, channel: str, user_id: str, text: str, blocks: list[Block] | None, thread_ts: str | None
    ) -> bool:
        """Post an ephemeral message; return False if the person or the bot isn't in the channel."""
        thread: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        try:
            call_with_blocks(
                self.slack, "chat_postEphemeral", blocks, channel=channel, user=user_id, text=text, **thread
            )
        except (SlackRefused, Misconfigured):
            return False
        return True


def _replacement_note(link: str | None) -> list[Block]:
    return [context(f"Replaces {mrkdwn_link(link, 'an earlier message')} that can't be edited.")] if link else []


def _is_definite(failure: DeskError) -> bool:
    """Whether Slack answered that it did nothing."""
    return not isinstance(failure, Unavailable) or isinstance(failure, (Misconfigured, RateLimited))
