"""Who hears of incidents, as it is at this moment. A part of the composition root."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from bot.bootstrap.core import Parts
from bot.store.preferences import AudienceStore
from workflows.errors import Refused, Unavailable
from workflows.incidents.model import Incident
from workflows.notifications.ports import Subject
from workflows.notifications.recipients import Hearers, audiences
from workflows.permissions import must_be_colleague
from workflows.ports import Clock, People
from workflows.requests.ports import Requests
from workflows.subscriptions.model import is_person
from workflows.subscriptions.preferences import Closed, Preferences

SHARED = "is_ext_shared"
"""Our own word, after Slack's: another organisation came to a channel since somebody subscribed there."""


class Rooms(Protocol):
    """The channels of Slack."""

    def is_shared(self, channel: str) -> bool:
        """Whether another organisation reads it, too."""
        ...


@dataclass(frozen=True)
class ChannelHearing:
    """Fulfils `workflows.notifications.ports.Hearing`."""

    channel: str
    superusers: frozenset[str]
    people: People
    rooms: Rooms
    audiences: AudienceStore
    requests: Requests
    clock: Clock

    def hearers(self, subject: Subject) -> Hearers:
        found = Hearers(
            channel=self.channel,
            approvers=self.people.approvers(),
            trusted=self.superusers,
            insiders=self._insiders(subject),
            preferences=self.audiences.all(),
            at=self.clock.now(),
        )
        return replace(found, outsiders=frozenset(self._outsiders(subject, found)))

    def _insiders(self, subject: Subject) -> frozenset[str]:
        if not isinstance(subject, Incident) or not subject.is_sensitive:
            return frozenset()
        request = self.requests.of_connection(subject.connection_id)
        if request is None or request.is_over:
            return frozenset()
        return frozenset({request.requester, request.answers.business_owner})

    def _outsiders(self, subject: Subject, found: Hearers) -> Iterator[str]:
        """What Slack cannot tell us about now is as it was when they subscribed."""
        for audience in dict.fromkeys([*audiences(subject, found), *subject.messages]):
            try:
                if is_person(audience):
                    must_be_colleague(self.people.who(audience), self.people.home())
                elif audience != self.channel and self.rooms.is_shared(audience):
                    self._close(found.of(audience), SHARED)
                    yield audience
            except Refused:
                yield audience
            except Unavailable:
                continue

    def _close(self, preferences: Preferences, code: str) -> None:
        """Whoever subscribed there is told, once."""
        if not preferences.closed:
            self.shut_out(preferences.audience, code)

    def shut_out(self, audience: str, code: str) -> bool:
        """Whoever has left is not told that they have."""
        if audience == self.channel:
            return False
        closed = Closed(self.clock.now(), code, told=is_person(audience))
        self.audiences.change(audience, lambda one: one.but(closed=closed))
        return True


def hearing(parts: Parts) -> ChannelHearing:
    """Put it together."""
    return ChannelHearing(
        parts.settings.slack_channel,
        parts.settings.ids("superusers"),
        parts.directory,
        parts.directory,
        AudienceStore(parts.database),
        parts.requests,
        parts.clock,
    )
