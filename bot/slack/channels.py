"""Which Slack channels the bot can post alerts in, and people's time zones."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.slack.client import SlackClient, SlackRefused
from workflows.errors import ChannelUnavailable, Refused
from workflows.subscriptions.model import is_person

SHARED_CHANNEL_TTL_SECONDS = 120.0
"""How long the bot can miss that a channel was shared."""


@dataclass
class SlackChannels:
    """The one rule for who reads a channel: a pending external share counts as a share.

    https://docs.slack.dev/reference/objects/conversation-object
    """

    slack: SlackClient
    clock: Callable[[], float] = time.monotonic
    """Returns seconds; it never goes back."""
    _shared: dict[str, tuple[float, bool]] = field(default_factory=dict)
    """Channel → when Slack was asked, and its answer."""

    def require_postable(self, channel: str) -> None:
        """Raise `Refused` unless the bot is a member and only this workspace reads there. Users always pass.

        Slack is asked each time, because people invite the bot and try again at once.
        """
        if is_person(channel):
            return
        try:
            info = self._info(channel)
        except (ChannelUnavailable, SlackRefused):  # a private channel without the bot looks like none
            info = {}
        if not info.get("is_member"):
            raise Refused("I'm not in this channel. Type “/invite @Connector Desk” here, then try again.")
        if _is_shared(info):
            raise Refused(
                "This channel is shared with another organization, so I can't post here. "
                "Use another channel, or a direct message to me."
            )
        if info.get("is_archived"):
            raise Refused("This channel is archived. Use another channel.")

    def is_shared(self, channel: str) -> bool:
        """Return whether another organization reads this channel, now or once it accepts an invitation.

        Raises a `DeskError` when Slack doesn't say.
        """
        known, now = self._shared.get(channel), self.clock()
        if known is None or now - known[0] >= SHARED_CHANNEL_TTL_SECONDS:
            known = now, _is_shared(self._info(channel))
            self._shared[channel] = known
        return known[1]

    def timezone_of(self, user_id: str) -> str:
        """Return the name of a person's time zone; UTC if Slack doesn't say."""
        return str(self.slack.call("users_info", user=user_id)["user"].get("tz") or "UTC")

    def _info(self, channel: str) -> dict[str, object]:
        info: dict[str, object] = self.slack.call("conversations_info", channel=channel)["channel"]
        return info


def _is_shared(info: dict[str, object]) -> bool:
    return bool(info.get("is_ext_shared") or info.get("is_pending_ext_shared"))
