"""The port to Slack."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest


class RequestCards(Protocol):
    """The Slack messages about requests."""

    def sync_card(self, request: ConnectorRequest) -> Message:
        """Post the request's card, or update the posted one."""
        ...

    def fingerprint(self, request: ConnectorRequest) -> str:
        """Return a hash that changes exactly if the card would look different."""
        ...

    def permalink(self, message: Message) -> str:
        """Return the URL of a message."""
        ...

    def remove_connect_card(self, request: ConnectorRequest) -> None:
        """Delete the message with the newest Connect Card, if it was posted."""
        ...

    def remove_connect_cards_of(self, request: ConnectorRequest, user_id: str, since: datetime) -> None:
        """Delete the messages with Connect Cards of this request that a person got since then."""
        ...

    def post_timeline_event(self, request: ConnectorRequest, event_key: str) -> None:
        """Post an event to the thread under the card, once per event.

        The line about a confidential request is redacted. A new requester or owner gets a direct message.
        """
        ...

    def redraw_thread(self, request: ConnectorRequest, event_keys: Sequence[str]) -> Sequence[str]:
        """Edit what is posted about these events so that it shows what it may now, and delete earlier cards.

        What Slack doesn't let the bot edit is deleted. Return links to the messages for which it refuses both.
        """
        ...


class JourneyMessages(Protocol):
    """The direct message that follows a request for its requester."""

    def fingerprint(self, request: ConnectorRequest) -> str:
        """Return a hash that changes exactly if the message would look different."""
        ...

    def post(self, request: ConnectorRequest, turn: str) -> Message:
        """Post the message once for each turn. Raises `PersonUnreachable`."""
        ...

    def send_connect_card(self, request: ConnectorRequest) -> Message:
        """Post it with a new Connect Card, once each time one is due. Raises `PersonUnreachable`."""
        ...

    def update(self, message: Message, request: ConnectorRequest) -> bool:
        """Edit a message. Return False if Slack doesn't let the bot edit it, so it's deleted."""
        ...

    def spend(self, request: ConnectorRequest) -> None:
        """Take the buttons and the text from the request's message, since another one takes its place."""
        ...


class CustomStepAnswers(Protocol):
    """Answers to Workflow Builder. What Slack no longer takes an answer for counts as answered."""

    @property
    def connection_page_url(self) -> str:
        """Return the address of a connection in Fivetran, with `{id}`."""
        ...

    def complete(self, execution_id: str, outputs: Mapping[str, str]) -> None:
        """Let the workflow go on with these outputs."""
        ...

    def fail(self, execution_id: str, error: str) -> None:
        """Let the step fail, with words for the author of the workflow."""
        ...
