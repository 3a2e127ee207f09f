"""What people who choose what they hear need."""

from typing import Protocol

from workflows.permissions import Actor
from workflows.subscriptions.overview import SubscriptionOverview


class Digests(Protocol):
    """How often a digest comes."""

    def set_schedule(self, typed: str, press: Actor) -> str:
        """Somebody sets how often it comes where they are, or asks; words for them."""
        ...

    def publish_now(self, click: str, press: Actor) -> None:
        """Somebody wants one now."""
        ...


class Subscribers(Protocol):
    """Who hears what. Each raises `Refused` for whoever may not; words are for the person, not escaped."""

    def subscribe(self, typed: str, press: Actor) -> str:
        """Somebody wants to hear of something."""
        ...

    def unsubscribe(self, typed: str, press: Actor) -> str:
        """… or no more."""
        ...

    def set_quiet_hours(self, typed: str, press: Actor) -> str:
        """Somebody sets quiet hours."""
        ...

    def set_budget(self, typed: str, press: Actor) -> str:
        """Somebody says how many posts a week a channel takes."""
        ...

    def overviews(self, press: Actor) -> list[SubscriptionOverview]:
        """What is told where this was typed, and to this person."""
        ...

    def remove(self, audience: str, key: str, press: Actor) -> object:
        """End a subscription; again, and nothing happens."""
        ...

    def unmute(self, audience: str, connection_id: str, press: Actor) -> object:
        """Let a channel hear of a connection again."""
        ...

    def mute(self, click: str, connection_id: str, press: Actor) -> None:
        """Let a channel hear nothing of a connection for a week, durably and once."""
        ...
