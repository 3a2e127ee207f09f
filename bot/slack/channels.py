"""The channels of Slack, and the clocks of people."""

from dataclasses import dataclass

from bot.slack.client import SlackClient, SlackRefused
from workflows.errors import ChannelUnavailable, Refused


@dataclass(frozen=True)
class SlackChannels:
    """Fulfils `workflows.subscriptions.ports.Rooms`."""

    slack: SlackClient

    def require_postable(self, channel: str) -> None:
        """We see only those private channels that we are in."""
        try:
            facts = self.slack.call("conversations_info", channel=channel)["channel"]
        except (ChannelUnavailable, SlackRefused):
            facts = {}
        if not facts.get("is_member"):
            raise Refused("I am not in this channel. Type “/invite @Connector Desk” here, then try again.")
        if facts.get("is_ext_shared") or facts.get("is_pending_ext_shared"):
            raise Refused(
                "This channel is shared with another organisation, which need not know what breaks here. "
                "Use another channel, or add “to me”."
            )
        if facts.get("is_archived"):
            raise Refused("This channel is archived.")

    def timezone_of(self, user_id: str) -> str:
        """Return the channel's time zone; UTC where Slack does not say."""
        return str(self.slack.call("users_info", user=user_id)["user"].get("tz") or "UTC")
