"""What the workflows need from Slack: to be heard, and to know who is who."""

from datetime import date
from typing import Protocol

from workflows.ports import Person
from workflows.requests.model import ConnectorRequest, Message


class RequestCards(Protocol):
    """What people see in Slack."""

    def sync_card(self, request: ConnectorRequest) -> Message:
        """Post the card of this request, or make the posted one agree with it."""
        ...

    def fingerprint(self, request: ConnectorRequest) -> str:
        """Changes exactly when the card would look different."""
        ...

    def permalink(self, message: Message) -> str:
        """The address of a message."""
        ...

    def send_connect_card(self, request: ConnectorRequest) -> None:
        """Give the owner a fresh Connect Card, privately, once for each time one was wanted."""
        ...

    def notify_failed_tests(self, request: ConnectorRequest) -> None:
        """Tell the owner privately which setup tests failed, once for each Connect Card they got."""
        ...

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        """Say something that only one person sees, where they are; privately when that is impossible."""
        ...

    def ask_owner(self, request: ConnectorRequest, person: Person, day: date) -> None:
        """Tell the requester of a connection privately that this person wants access; once for each day."""
        ...

    def post_timeline_event(self, request: ConnectorRequest, event_key: str) -> None:
        """Add what happened to the thread under the card, once for each milestone."""
        ...
