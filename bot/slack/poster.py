"""Post exactly once. Slack has no idempotency key, so our key travels in the message's metadata.

Each post is entered in the ledger first. If the ledger has the key already, Slack's response to the earlier
attempt was possibly lost, so the poster searches the conversation before it posts again, and once more when
no earlier call can be on its way any longer.

https://docs.slack.dev/messaging/message-metadata
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.clock import SystemClock
from bot.foreign.fields import Fields, as_text
from bot.foreign.items import ForeignItems
from bot.foreign.pages import PageGuard
from bot.slack.client import RateLimited, SlackClient, SlackRefused
from bot.slack.views.blocks import Block, context, mrkdwn_link
from bot.slack.views.plain_blocks import blocks_in_words, has_newer_blocks
from bot.slack.web_client import SLACK_TIMEOUT_SECONDS
from workflows.errors import (
    ChannelUnavailable,
    DeskError,
    Misconfigured,
    PersonUnreachable,
    SlackTokenRejected,
    Unavailable,
)
from workflows.ports import Clock, Ledger
from workflows.requests.mirrors import Message
from workflows.subscriptions.model import is_person

log = structlog.get_logger(__name__)

NO_PREVIEWS: Mapping[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""A link shows no preview: it can say more about a ticket or a message than the reader may see."""
METADATA_EVENT = "connector_desk"
BLOCK_ERRORS = frozenset({"invalid_attachments", "invalid_blocks", "invalid_blocks_format"})
"""Slack's error codes for blocks that it doesn't support in this place."""
UNEDITABLE_ERRORS = frozenset({"cant_update_message", "edit_window_closed", "is_inactive", "message_not_found"})
"""Slack's error codes for a message that was deleted, or that can't be edited any more."""
UNREACHABLE_CODES = frozenset(
    {
        "cannot_dm_bot",
        "channel_not_found",
        "is_inactive",
        "messages_tab_disabled",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "users_not_found",
    }
)
"""Slack's error codes for a direct message that it doesn't deliver to a person."""
SEARCH_LEEWAY = timedelta(minutes=2)
"""How far Slack's clock can be behind ours."""
MAX_CALL_DURATION = timedelta(seconds=SLACK_TIMEOUT_SECONDS)
"""How long a call can be on its way, also one whose process has ended."""


@dataclass(eq=False)
class Poster:
    """Post, find and edit the bot's messages."""

    slack: SlackClient
    ledger: Ledger
    foreign: ForeignItems = field(default_factory=ForeignItems)
    """Knows which messages can't be read."""
    clock: Clock = field(default_factory=SystemClock)
    report_unreachable: Callable[[str], None] = lambda _user_id: None
    require_ownership: Callable[[], None] = lambda: None
    """Ends the caller if another process does its work meanwhile. For private replies: the ledger asks for posts."""

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
        with self._reaching(channel):
            return self._post(key, channel, text, blocks, in_words, **more)

    @contextmanager
    def _reaching(self, recipient: str) -> Iterator[None]:
        """Report a person who gets no direct messages: they may have left."""
        try:
            yield
        except (SlackRefused, ChannelUnavailable, SlackTokenRejected) as error:
            if not is_person(recipient) or not self._is_about_person(error):
                raise
            self.report_unreachable(recipient)
            code = getattr(error, "code", "account_inactive")
            words = f"Slack delivers no direct message to this person ({code})."
            raise PersonUnreachable(words, code) from error

    def _is_about_person(self, error: SlackRefused | ChannelUnavailable | SlackTokenRejected) -> bool:
        """Whether Slack refused the person. `account_inactive` is about the bot, unless its token still works."""
        if isinstance(error, SlackTokenRejected):
            self.slack.call("auth_test")
            return True
        return error.code in UNREACHABLE_CODES

    def _post(
        self, key: str, channel: str, text: str, blocks: list[Block] | None, in_words: list[Block] | None, **more: Any
    ) -> Message:
        tried_at = self.ledger.begin(key)
        if tried_at and (found := self._find_earlier(key, channel, tried_at, more.get("thread_ts"))):
            return found
        metadata = {"event_type": METADATA_EVENT, "event_payload": {"key": key}}
        try:
            answer = self._call_with_blocks(
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
        found = self._find(key, channel, tried_at, thread_ts)
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

    def _call_with_blocks(
        self, method: str, blocks: list[Block] | None, in_words: list[Block] | None = None, **arguments: Any
    ) -> dict[str, Any]:
        """Call `method`, again with words if Slack refuses a newer block. A refused call posted nothing."""
        try:
            return self.slack.call(method, blocks=blocks, **arguments)
        except SlackRefused as refused:
            if refused.code not in BLOCK_ERRORS or not has_newer_blocks(blocks or []):
                raise
            log.warning("Slack refused a table, a chart, or a newer block, so it gets words", code=refused.code)
            return self.slack.call(method, blocks=in_words or blocks_in_words(blocks or []), **arguments)

    def _find(self, key: str, channel: str, first_tried_at: datetime, thread_ts: str | None) -> Message | None:
        """Return the bot's message with this key; None if it wasn't posted."""
        return next(self._search(key.__eq__, channel, first_tried_at, thread_ts), None)

    def _search(
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

    def update(self, message: Message, text: str, blocks: list[Block]) -> bool:
        """Edit a message; return False if it was deleted, or if Slack doesn't let the bot edit it any more."""
        shown = [*blocks, *_replacement_note(message.replaces)]
        try:
            self._call_with_blocks("chat_update", shown, channel=message.channel, ts=message.ts, text=text)
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
            message = self._find(key, channel, first_tried_at, thread_ts)
        except SlackRefused as error:
            return None if error.code == "thread_not_found" else Message(channel, "")
        if message is None or text is None:
            return self.delete(message) if message else None
        return self._edit_or_delete(message, text, blocks)

    def _edit_or_delete(self, message: Message, text: str, blocks: list[Block] | None) -> Message | None:
        try:
            self._call_with_blocks("chat_update", blocks, channel=message.channel, ts=message.ts, text=text)
        except SlackRefused as error:
            return None if error.code == "message_not_found" else self.delete(message)
        return None

    def delete_posts(self, key_prefix: str, user_id: str, since: datetime) -> list[Message]:
        """Delete the direct messages to a person since then whose keys start with `key_prefix`.

        Return those that Slack refuses to delete. A person without a conversation has none.
        """
        try:
            with self._reaching(user_id):
                found = list(self._search(lambda key: key.startswith(key_prefix), user_id, since))
        except (SlackRefused, PersonUnreachable):
            return []
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
        """Post a message that only this person sees: in the channel, or as a direct message if that fails."""
        self.require_ownership()
        thread: dict[str, Any] = {"thread_ts": thread_ts} if thread_ts else {}
        try:
            self._call_with_blocks("chat_postEphemeral", blocks, channel=channel, user=user_id, text=text, **thread)
        except (SlackRefused, Misconfigured):  # the person or the bot isn't in the channel
            with self._reaching(user_id):
                self._call_with_blocks("chat_postMessage", blocks, channel=user_id, text=text, **NO_PREVIEWS)


def _replacement_note(link: str | None) -> list[Block]:
    return [context(f"Replaces {mrkdwn_link(link, 'an earlier message')} that can't be edited.")] if link else []


def parse_key(fields: Fields) -> tuple[str, str]:
    """Parse a message: the key that the bot posted it with, or an empty text, and its `ts`."""
    ts, key = fields.require("ts", as_text), ""
    if fields.raw.get("metadata"):
        metadata = fields.section("metadata")
        if metadata.raw.get("event_type") == METADATA_EVENT:
            key = metadata.section("event_payload").require("key", as_text)
    return key, ts


def _is_definite(failure: DeskError) -> bool:
    """Whether Slack answered that it did nothing."""
    return not isinstance(failure, Unavailable) or isinstance(failure, (Misconfigured, RateLimited))
