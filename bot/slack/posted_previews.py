"""Previews of links that are posted: redacted when the request behind them becomes confidential."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.views.link_previews import redacted_preview
from workflows.errors import ChannelUnavailable, DeskError
from workflows.reporting.shared_links import PostedPreview
from workflows.requests.model import ConnectorRequest

log = structlog.get_logger(__name__)

GONE_ERRORS = frozenset(
    [
        "cannot_find_channel",
        "cannot_find_message",
        "cannot_unfurl_message",
        "cannot_unfurl_url",
        "channel_not_found",
        "message_not_found",
    ]
)
"""Slack's codes for a deleted message or channel, and for a link that is no longer in its message."""


class PreviewRecords(Protocol):
    """The previews that were posted."""

    def record(self, previews: Sequence[PostedPreview]) -> None:
        """Remember previews."""
        ...

    def of_request(self, request_id: str) -> Sequence[PostedPreview]:
        """Return the newest previews of a request."""
        ...

    def forget(self, preview: PostedPreview) -> None:
        """Forget a preview that is redacted, or gone."""
        ...


@dataclass(frozen=True)
class PostedPreviews:
    """Implements the port `redact_previews` of requests."""

    slack: SlackClient
    store: PreviewRecords

    def redact(self, request: ConnectorRequest) -> None:
        """Show below each link only what everyone can know now. Raises the first failure.

        A preview that Slack refuses to change stays remembered, so that the next run tries again.

        A second call for a message changes its previews:
        https://docs.slack.dev/reference/methods/chat.unfurl
        """
        failures = list[DeskError]()
        for posted in self.store.of_request(request.id):
            try:
                self._redact_one(posted, request)
            except (SlackRefused, ChannelUnavailable) as failure:  # one that stays doesn't keep the others
                failures.append(failure)
        if failures:
            raise failures[0]

    def _redact_one(self, posted: PostedPreview, request: ConnectorRequest) -> None:
        shown, message = {posted.url: {"blocks": redacted_preview(request)}}, posted.message
        try:
            self.slack.call("chat_unfurl", channel=message.channel, ts=message.ts, unfurls=json.dumps(shown))
        except (SlackRefused, ChannelUnavailable) as refused:
            if refused.code not in GONE_ERRORS:
                raise
            log.info("a preview is gone", reason=refused.code)
        self.store.forget(posted)
