"""What is said about telling itself: proposals to mute something, and doors that are closed."""

import hashlib
import json
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.subscriptions import proposal_blocks, proposal_text, shut_out_text
from workflows.requests.model import Message
from workflows.subscriptions.preferences import Preferences


@dataclass(frozen=True)
class SlackNotes:
    """Fulfils `workflows.subscriptions.ports.Notes`."""

    poster: Poster

    def propose(self, audience: str, preferences: Preferences) -> Message:
        """One that somebody deleted is not wanted any more."""
        proposal = preferences.proposal
        assert proposal is not None
        text, blocks = proposal_text(proposal), proposal_blocks(preferences)
        if proposal.message is None:
            return self.poster.post(f"budget:{audience}:{proposal.week:%Y-%m-%d}", audience, text, blocks)
        self.poster.update(proposal.message, text, blocks)
        return proposal.message

    def digest(self, preferences: Preferences) -> str:
        seen = json.dumps(proposal_blocks(preferences), sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    def tell_shut_out(self, preferences: Preferences, maker: str) -> None:
        assert preferences.closed is not None
        key = f"shut-out:{preferences.audience}:{preferences.closed.at.isoformat()}:{maker}"
        self.poster.post(key, maker, shut_out_text(preferences))
