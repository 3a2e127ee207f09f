"""Slack messages about notifications themselves: proposals to mute, and channels the bot can't post in."""

from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.subscriptions import proposal_blocks, proposal_text, unreachable_text
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message
from workflows.subscriptions.notification_budget import MuteProposal
from workflows.subscriptions.preferences import Preferences


@dataclass(frozen=True)
class SlackBudgetMessages:
    """Post proposals to mute, and notify subscribers that a channel is closed to the bot."""

    poster: Poster

    def render_proposal(self, preferences: Preferences) -> RenderedMessage:
        proposal = preferences.mute_proposal
        return RenderedMessage(proposal_text(proposal) if proposal else "", proposal_blocks(preferences))

    def post_proposal(self, recipient: str, proposal: MuteProposal, rendered: RenderedMessage) -> Message:
        """Post or edit the proposal. One that can't be edited any more is posted again, but not a deleted one."""
        key, posted = f"budget:{recipient}:{proposal.week_start:%Y-%m-%d}", proposal.message
        if posted is None:
            return self.poster.post(key, recipient, rendered.text, rendered.blocks)
        if self.poster.update(posted, rendered.text, rendered.blocks) or self.poster.find_link(posted) is None:
            return posted
        return self.poster.replace(posted, key, recipient, rendered.text, rendered.blocks)

    def notify_channel_unavailable(self, preferences: Preferences, creator: str) -> None:
        assert preferences.unreachable is not None
        key = f"shut-out:{preferences.recipient}:{preferences.unreachable.since.isoformat()}:{creator}"
        self.poster.post(key, creator, unreachable_text(preferences))
