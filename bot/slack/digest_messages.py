"""Digests in Slack: each is posted once, without the newest blocks where Slack rejects those."""

from dataclasses import dataclass

import structlog

from bot.slack.channels import SlackChannels
from bot.slack.client import SlackRefused
from bot.slack.poster import Poster
from bot.slack.views.digest import render_digest
from workflows.digests.content import Digest
from workflows.digests.schedule import Recurrence

log = structlog.get_logger(__name__)

BLOCK_ERRORS = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""Slack's error codes for blocks that it doesn't support in this place."""


@dataclass(frozen=True)
class SlackDigestChannels:
    """Post digests to channels and people."""

    channels: SlackChannels
    poster: Poster

    def post(self, key: str, recipient: str, digest: Digest, recurrence: Recurrence) -> None:
        """Post the digest. Fall back to text where Slack rejects the chart or the table."""
        rendered = render_digest(digest, recurrence)
        try:
            self.poster.post(key, recipient, rendered.text, rendered.blocks)
        except SlackRefused as error:
            if error.code not in BLOCK_ERRORS:
                raise
            log.warning("Slack rejected the blocks of a digest, so it's posted as text", reason=error.code)
            plain = render_digest(digest, recurrence, plain=True)
            self.poster.post(key, recipient, plain.text, plain.blocks)

    def require_postable(self, recipient: str) -> None:
        self.channels.require_postable(recipient)
