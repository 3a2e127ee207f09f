"""Who hears of incidents, as it is at this moment. A part of the composition root."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from bot.bootstrap.core import Container
from bot.store.preferences import PreferencesStore
from workflows.errors import Refused, Unavailable
from workflows.incidents.model import Incident
from workflows.notifications.ports import Subject
from workflows.notifications.recipients import Recipients, choose_recipients
from workflows.permissions import check_member
from workflows.ports import Clock, Directory
from workflows.requests.ports import Requests
from workflows.subscriptions.model import is_person
from workflows.subscriptions.preferences import Preferences, Unreachable

CHANNEL_SHARED_CODE = "is_ext_shared"
"""Our own word, after Slack's: another organisation came to a channel since somebody subscribed there."""


class ChannelLookup(Protocol):
    """The channels of Slack."""

    def is_shared(self, channel: str) -> bool:
        """Whether another organisation reads it, too."""
        ...


@dataclass(frozen=True)
class RecipientQueries:
    """Fulfils `workflows.notifications.ports.Hearing`."""

    channel: str
    superusers: frozenset[str]
    directory: Directory
    channels: ChannelLookup
    preferences: PreferencesStore
    requests: Requests
    clock: Clock

    def recipients_for(self, subject: Subject) -> Recipients:
        found = Recipients(
            home_channel=self.channel,
            approvers=self.directory.approvers(),
            superusers=self.superusers,
            owners=self._insiders(subject),
            preferences=self.preferences.all(),
            now=self.clock.now(),
        )
        return replace(found, ineligible=frozenset(self._outsiders(subject, found)))

    def _insiders(self, subject: Subject) -> frozenset[str]:
        if not isinstance(subject, Incident) or not subject.is_restricted:
            return frozenset()
        request = self.requests.find_by_connection(subject.connection_id)
        if request is None or request.is_closed:
            return frozenset()
        return frozenset({request.requester, request.answers.business_owner})

    def _outsiders(self, subject: Subject, found: Recipients) -> Iterator[str]:
        """What Slack cannot tell us about now is as it was when they subscribed."""
        for audience in dict.fromkeys([*choose_recipients(subject, found), *subject.messages]):
            try:
                if is_person(audience):
                    check_member(self.directory.look_up(audience), self.directory.team_id())
                elif audience != self.channel and self.channels.is_shared(audience):
                    self._close(found.preferences_for(audience), CHANNEL_SHARED_CODE)
                    yield audience
            except Refused:
                yield audience
            except Unavailable:
                continue

    def _close(self, preferences: Preferences, code: str) -> None:
        """Whoever subscribed there is told, once."""
        if not preferences.unreachable:
            self.mark_unreachable(preferences.recipient, code)

    def mark_unreachable(self, audience: str, code: str) -> bool:
        """Whoever has left is not told that they have."""
        if audience == self.channel:
            return False
        closed = Unreachable(self.clock.now(), code, is_notified=is_person(audience))
        self.preferences.update(audience, lambda one: one.evolve(unreachable=closed))
        return True


def build_recipient_queries(parts: Container) -> RecipientQueries:
    """Put it together."""
    return RecipientQueries(
        parts.settings.slack_channel,
        parts.settings.ids("superusers"),
        parts.directory,
        parts.directory,
        PreferencesStore(parts.database),
        parts.requests,
        parts.clock,
    )
