"""What every workflow may need from the world: the time, the people and a record of attempts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Person:
    """A Slack user. Flags that Slack left out count against the person."""

    id: str
    name: str
    team_id: str = ""
    email: str | None = None
    is_guest: bool = False
    is_deactivated: bool = False
    is_bot: bool = False


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""
        ...


class Ledger(Protocol):
    """Who wants to create something outside writes it down first, and so learns whether it was tried before.

    The entry is written by whoever is about to make the call, in the same step, so that a step which is run
    again after a crash finds the entry of its first run.
    """

    def begin(self, key: str) -> datetime | None:
        """When `what` was first tried; None when this is the first time (which is now written down)."""
        ...

    def discard(self, key: str) -> None:
        """The attempt certainly created nothing (it was refused, say): the next one is the first."""
        ...


class Directory(Protocol):
    """Who is who in Slack."""

    def look_up(self, user_id: str) -> Person:
        """Somebody; `Refused` when Slack does not know them."""
        ...

    def find_by_email(self, email: str) -> Person:
        """Somebody, by their address; `Refused` when nobody here has it."""
        ...

    def approvers(self) -> frozenset[str]:
        """Ids of those who may decide now."""
        ...

    def sensitive_approvers(self) -> frozenset[str]:
        """Ids of those among them who may approve what is sensitive; all of them unless a group is named."""
        ...

    def team_id(self) -> str:
        """The id of our own workspace."""
        ...
