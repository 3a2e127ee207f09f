"""What commands and buttons about requests and incidents need."""

from collections.abc import Sequence
from typing import Protocol

from workflows.notifications.actions import Act
from workflows.requests.decisions import Press
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event


class Acquaintances(Protocol):
    """What is remembered of people: for who may not wait for Slack."""

    def must_not_be_strange(self, user_id: str, team_id: str) -> None:
        """`Refused` for who is known to be no colleague; Slack is not asked."""
        ...


class Actions(Protocol):
    """What a click sets going, durably and once."""

    def decide(self, click: str, request_id: str, event: Event, press: Press, reason: str | None) -> None:
        """Somebody pressed a button that decides."""
        ...

    def want_card(self, click: str, request_id: str, press: Press) -> None:
        """The owner wants a fresh Connect Card."""
        ...

    def ask_owner(self, click: str, connection_id: str, press: Press) -> None:
        """Somebody asks the owner of a connection for access."""
        ...

    def link(self, click: str, request: str, connection_id: str, press: Press) -> None:
        """An approver says which connection was built for a request."""
        ...

    def settle(self, request: ConnectorRequest) -> None:
        """Make everything outside agree with the request."""
        ...


class Incidents(Protocol):
    """What a press under an incident sets going, durably and once."""

    def relieve(self, click: str, incident_id: str, act: Act, press: Press) -> None:
        """Somebody does something about it."""
        ...


class Overview(Protocol):
    """What exists, for people to look at."""

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """What somebody asked for, newest first."""
        ...
