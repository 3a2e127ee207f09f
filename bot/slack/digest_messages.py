"""Digests in Slack: each is posted once, without the newest blocks where Slack rejects those."""

from dataclasses import dataclass

from bot.slack.channels import SlackChannels
from bot.slack.poster import Poster
from bot.slack.views.digest import render_digest
from workflows.digests.model import Digest
from workflows.digests.schedule import Recurrence
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class SlackDigestChannels:
    """Post digests to channels and people."""

    channels: SlackChannels
    poster: Poster

    def post(self, key: str, recipient: str, digest: Digest, recurrence: Recurrence) -> Message:
        """Post the digest. Fall back to text where Slack rejects the chart or the table."""
        rendered = render_digest(digest, recurrence)
        plain = render_digest(digest, recurrence, plain=True)
        return self.poster.post(key, recipient, rendered.text, rendered.blocks, in_words=plain.blocks)

    def require_postable(self, recipient: str) -> None:
        self.channels.require_postable(recipient)
