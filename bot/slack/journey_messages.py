"""The direct messages that follow requests for their requesters. Posting one twice leaves one message."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.blocks import Block
from bot.slack.views.connect_card import connect_card_message
from bot.slack.views.journey import journey_message, spent_message, with_sign_ins
from workflows.errors import ChannelUnavailable, Refused
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import connect_card_entry, journey_entry
from workflows.requests.sign_ins import SIGN_IN
from workflows.requests.state_machine import UNDECIDED_STATUSES


@dataclass(frozen=True)
class SlackJourneyMessages:
    """Implements `workflows.requests.ports.JourneyMessages`."""

    poster: Poster
    create_connect_card: Callable[[str, str], str]
    """Connection id and return URL → URL of a new Connect Card."""
    return_url: Callable[[ConnectorRequest], str]
    """Where the owner's browser goes after the Connect Card."""
    approver_names: Callable[[ConnectorRequest], Sequence[str]] = lambda _request: ()
    """Returns the names of the people who can decide a request."""
    needing_sign_in: Callable[[str], Sequence[ConnectorRequest]] = lambda _requester: ()
    """Returns the broken requests of a person who has to sign in again."""

    def fingerprint(self, request: ConnectorRequest) -> str:
        content = json.dumps(self._content(request), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def post(self, request: ConnectorRequest, turn: str) -> Message:
        text, blocks = self._content(request)
        return self.poster.post(journey_entry(request, turn), request.requester, text, blocks)

    def send_connect_card(self, request: ConnectorRequest) -> Message:
        """Create and send the card in one step, so that its URL is never stored."""
        uri = self.create_connect_card(str(request.connection_id), self.return_url(request))
        text, blocks = with_sign_ins(connect_card_message(request, uri), self._carried(request))
        return self.poster.post(connect_card_entry(request), request.requester, text, blocks)

    def update(self, message: Message, request: ConnectorRequest) -> bool:
        text, blocks = self._content(request)
        if self.poster.update(message, text, blocks):
            return True
        self.poster.delete(message)
        return False

    def spend(self, request: ConnectorRequest) -> None:
        """Say that another message continues. Someone whose messages the bot can't reach any more reads no button."""
        if request.journey is None:
            return
        message = request.journey.message
        text, blocks = spent_message(request, request.journey.recipient)
        with suppress(Refused, ChannelUnavailable):
            if not self.poster.update(message, text, blocks):
                self.poster.delete(message)

    def _content(self, request: ConnectorRequest) -> tuple[str, list[Block]]:
        names = self.approver_names(request) if request.status in UNDECIDED_STATUSES else ()
        return with_sign_ins(journey_message(request, names), self._carried(request))

    def _carried(self, request: ConnectorRequest) -> Sequence[ConnectorRequest]:
        """Return the sign-ins that this message lists. Only the message of a sign-in does."""
        turns = request.journey.turns if request.journey else ()
        if not request.sign_in_needed_since and not any(turn.startswith(SIGN_IN) for turn in turns):
            return ()
        return [one for one in self.needing_sign_in(request.requester) if one.sign_in_carried_by == request.id]
