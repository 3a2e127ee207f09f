"""What is said about telling itself: proposals to mute something, and doors that are closed."""

import hashlib
import json
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.subscriptions import proposal_blocks, proposal_text, unreachable_text
from workflows.requests.model import Message
from workflows.subscriptions.preferences import Preferences


@dataclass(frozen=True)
class SlackBudgetMessages:
    """Fulfils `workflows.subscriptions.ports.Notes`."""

    poster: Poster

    def post_proposal(self, recipient: str, preferences: Preferences) -> Message:
        """One that somebody deleted is not wanted any more."""
        proposal = preferences.mute_proposal
        assert proposal is not None
        text, blocks = proposal_text(proposal), proposal_blocks(preferences)
        if proposal.message is None:
            return self.poster.post(
                f"budget:{recipient}:{proposal.week_start:%Y-%m-%d}", recipient, text, blocks
            )
        self.poster.update(proposal.message, text, blocks)
        return proposal.message

    def fingerprint(self, preferences: Preferences) -> str:
        seen = json.dumps(proposal_blocks(preferences), sort_keys=True)
        return hashlib.sha256(seen.encode()).hexdigest()[:16]

    def notify_channel_unavailable(self, preferences: Preferences, creator: str) -> None:
        assert preferences.unreachable is not None
        key = f"shut-out:{preferences.recipient}:{preferences.unreachable.since.isoformat()}:{creator}"
        self.poster.post(key, creator, unreachable_text(preferences))
