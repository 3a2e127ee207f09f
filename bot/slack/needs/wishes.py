"""What people who choose what they hear need."""

from typing import Protocol

from workflows.requests.decisions import Press
from workflows.subscriptions.overview import Standing


class Digests(Protocol):
    """How often a digest comes."""

    def choose(self, typed: str, press: Press) -> str:
        """Somebody sets how often it comes where they are, or asks; words for them."""
        ...

    def now(self, click: str, press: Press) -> None:
        """Somebody wants one now."""
        ...


class Subscribers(Protocol):
    """Who hears what. Each raises `Refused` for whoever may not; words are for the person, not escaped."""

    def subscribe(self, typed: str, press: Press) -> str:
        """Somebody wants to hear of something."""
        ...

    def unsubscribe(self, typed: str, press: Press) -> str:
        """… or no more."""
        ...

    def quieten(self, typed: str, press: Press) -> str:
        """Somebody sets quiet hours."""
        ...

    def limit(self, typed: str, press: Press) -> str:
        """Somebody says how many posts a week a channel takes."""
        ...

    def standings(self, press: Press) -> list[Standing]:
        """What is told where this was typed, and to this person."""
        ...

    def drop(self, audience: str, key: str, press: Press) -> object:
        """End a subscription; again, and nothing happens."""
        ...

    def unmute(self, audience: str, connection_id: str, press: Press) -> object:
        """Let a channel hear of a connection again."""
        ...

    def mute(self, click: str, connection_id: str, press: Press) -> None:
        """Let a channel hear nothing of a connection for a week, durably and once."""
        ...
