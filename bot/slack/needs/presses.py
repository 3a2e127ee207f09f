"""What commands and buttons about requests and incidents need."""

from collections.abc import Sequence
from typing import Protocol

from workflows.notifications.actions import IncidentAction
from workflows.permissions import Actor
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Event


class Acquaintances(Protocol):
    """What is remembered of people: for who may not wait for Slack."""

    def reject_known_outsider(self, user_id: str, team_id: str) -> None:
        """`Refused` for who is known to be no colleague; Slack is not asked."""
        ...


class Actions(Protocol):
    """What a click sets going, durably and once."""

    def decide(self, click: str, request_id: str, event: Event, press: Actor, reason: str | None) -> None:
        """Somebody pressed a button that decides."""
        ...

    def request_connect_card(self, click: str, request_id: str, press: Actor) -> None:
        """The owner wants a fresh Connect Card."""
        ...

    def ask_owner(self, click: str, connection_id: str, press: Actor) -> None:
        """Somebody asks the owner of a connection for access."""
        ...

    def link_connection(self, click: str, request: str, connection_id: str, press: Actor) -> None:
        """An approver says which connection was built for a request."""
        ...

    def reconcile(self, request: ConnectorRequest) -> None:
        """Make everything outside agree with the request."""
        ...


class IncidentActions(Protocol):
    """What a press under an incident sets going, durably and once."""

    def perform_action(self, click: str, incident_id: str, action: IncidentAction, press: Actor) -> None:
        """Somebody does something about it."""
        ...


class Overview(Protocol):
    """What exists, for people to look at."""

    def requests_of(self, user: str) -> Sequence[ConnectorRequest]:
        """What somebody asked for, newest first."""
        ...
