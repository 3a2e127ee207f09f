"""Messages that only one person sees."""

from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.local_times import notice


@dataclass(frozen=True)
class SlackMessenger:
    """Implements `workflows.ports.Messenger`."""

    poster: Poster

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        self.poster.send_private(channel, user_id, notice(text))
