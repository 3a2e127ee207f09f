"""Previews of links that are posted: redacted when the request behind them becomes confidential."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.views.link_previews import redacted_preview
from workflows.reporting.shared_links import PostedPreview
from workflows.requests.model import ConnectorRequest

log = structlog.get_logger(__name__)


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
        """Show below each link only what everyone can know now. Raises `Unavailable`.

        A second call for a message changes its previews:
        https://docs.slack.dev/reference/methods/chat.unfurl
        """
        for posted in self.store.of_request(request.id):
            shown = {posted.url: {"blocks": redacted_preview(request)}}
            try:
                message = posted.message
                self.slack.call("chat_unfurl", channel=message.channel, ts=message.ts, unfurls=json.dumps(shown))
            except SlackRefused as refused:  # the message was deleted, or the link removed from it
                log.info("a preview is gone", reason=refused.code)
            self.store.forget(posted)
