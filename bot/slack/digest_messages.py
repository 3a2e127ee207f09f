"""Digests in Slack: put up once, and without the youngest blocks where Slack refuses those."""

from dataclasses import dataclass

import structlog

from bot.slack.client import SlackClient, SlackRefused
from bot.slack.poster import Poster
from bot.slack.views import digest as view
from workflows.digests.content import Digest
from workflows.digests.schedule import Recurrence
from workflows.errors import Misconfigured, Refused

log = structlog.get_logger(__name__)

BLOCK_ERRORS = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""What Slack says of blocks that it does not know, or not here."""


@dataclass(frozen=True)
class SlackDigestChannels:
    """Fulfils `workflows.digests.delivery.Board`."""

    slack: SlackClient
    poster: Poster

    def post(self, key: str, recipient: str, digest: Digest, recurrence: Recurrence) -> None:
        """Chart and table become words where they cannot stand."""
        posting = view.digest_message(digest, recurrence)
        try:
            self.poster.post(key, recipient, posting.text, posting.blocks)
        except SlackRefused as refused:
            if refused.code not in BLOCK_ERRORS:
                raise
            log.warning("Slack refuses the blocks of a digest, so it is said in words", reason=refused.code)
            self.poster.post(key, recipient, posting.text, posting.plain_blocks)

    def require_postable(self, recipient: str) -> None:
        """A person's own conversation always suits."""
        if recipient.startswith(("U", "W")):
            return
        try:
            facts = self.slack.call("conversations_info", channel=recipient)["channel"]
        except (Misconfigured, SlackRefused):  # a private channel that we are not in looks like none
            facts = {}
        if not facts.get("is_member"):
            raise Refused("I am not in this channel. Type “/invite @Connector Desk” first.")
        if facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"):
            raise Refused("This channel is shared with another organisation, so no digest may come here.")
