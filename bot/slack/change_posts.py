"""Posts in a channel about what a member changed for all of it."""

from dataclasses import dataclass

from bot.slack.channels import SlackChannels
from bot.slack.poster import Poster
from bot.slack.views.blocks import context
from bot.slack.views.local_times import notice


@dataclass(frozen=True)
class SlackChangePosts:
    """Implements `workflows.subscriptions.channel_changes.ChangePosts`."""

    channels: SlackChannels
    poster: Poster

    def post_change(self, key: str, channel: str, text: str) -> None:
        self.channels.require_postable(channel)
        words = f":gear: {notice(text)}"
        self.poster.post(f"change:{key}", channel, words, [context(words)])
