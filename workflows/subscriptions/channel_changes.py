"""A change that affects a whole channel is confirmed as such, and shown in the channel."""

from typing import Protocol

from workflows.errors import Misconfigured, Refused
from workflows.permissions import Actor
from workflows.ports import Messenger

NOT_POSTED = "Your change holds, but I can't post it in the channel, so its members don't see it. {}"


class ChannelChanges(Protocol):
    """Durable posts about changes."""

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        """Enqueue `announce_change` for a change that the actor has made."""
        ...


class ChangePosts(Protocol):
    """Posts about changes."""

    def post_change(self, key: str, channel: str, text: str) -> None:
        """Post a change once for each `key`. Raises `Refused` where the bot can't post, or others read along."""
        ...


class AnnouncementPorts(Protocol):
    """What an announcement needs."""

    @property
    def change_posts(self) -> ChangePosts:
        """Posts about changes."""
        ...

    @property
    def messenger(self) -> Messenger:
        """Messages that only one person sees."""
        ...


def announce_change(key: str, channel: str, text: str, actor: Actor, ports: AnnouncementPorts) -> None:
    """Show a change to everyone in the channel. If that's impossible, the actor learns that it holds anyway."""
    try:
        ports.change_posts.post_change(key, channel, text)
    except (Refused, Misconfigured) as failure:
        ports.messenger.send_private(actor.channel, actor.user_id, NOT_POSTED.format(failure.message))
