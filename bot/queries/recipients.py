"""Look up the recipients of an incident in the database and in Slack, when it is posted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bot.store.preferences import PreferencesStore
from workflows.errors import Refused, Unavailable
from workflows.incidents.model import Incident
from workflows.notifications.ports import Subject
from workflows.notifications.recipients import Recipients, choose_recipients
from workflows.ownership.model import owner_of
from workflows.ownership.ports import Owners
from workflows.permissions import check_member
from workflows.ports import Clock, Directory
from workflows.requests.confidentiality import confidential_approvers
from workflows.requests.ports import Requests
from workflows.subscriptions.model import is_person, subscription_keys
from workflows.subscriptions.preferences import Unreachable

CHANNEL_SHARED_CODE = "is_ext_shared"
"""Our own code, named after Slack's flag: another organization joined the channel after it subscribed."""


@dataclass(frozen=True)
class RecipientQueries:
    """Return who is notified now, and close conversations to notifications."""

    home_channel: str
    superusers: frozenset[str]
    directory: Directory
    is_shared: Callable[[str], bool]
    preferences: PreferencesStore
    requests: Requests
    clock: Clock
    owners: Owners

    def recipients_for(self, subject: Subject) -> Recipients:
        approvers, owners = confidential_approvers(self.directory), self._owners(subject)
        others = {self.home_channel, subject.owner} if isinstance(subject, Incident) else {self.home_channel}
        named = {*approvers, *self.superusers, *owners, *subject.messages, *filter(None, others)}
        recipients = Recipients(
            home_channel=self.home_channel,
            approvers=approvers,
            superusers=self.superusers,
            owners=owners,
            preferences=self.preferences.relevant(subscription_keys(subject), named),
            now=self.clock.now(),
        )
        ineligible = frozenset(self._ineligible(subject, recipients))
        return replace(recipients, ineligible=ineligible)

    def _owners(self, subject: Subject) -> frozenset[str]:
        if not isinstance(subject, Incident) or not subject.is_restricted:
            return frozenset()
        request = self.requests.find_by_connection(subject.connection_id)
        if request is None or request.is_closed:
            owner = owner_of(None, self.owners.get(subject.connection_id))
            return frozenset({owner.id} if owner and not owner.is_group else ())
        return frozenset({request.requester, request.answers.business_owner})

    def _ineligible(self, subject: Subject, recipients: Recipients) -> Iterator[str]:
        """Yield who lost access. While Slack doesn't answer, recipients keep it."""
        for recipient in dict.fromkeys([*choose_recipients(subject, recipients), *subject.messages]):
            try:
                if is_person(recipient):
                    check_member(self.directory.look_up(recipient), self.directory.home())
                elif recipient != self.home_channel and self.is_shared(recipient):
                    if not recipients.preferences_for(recipient).unreachable:
                        self.mark_unreachable(recipient, CHANNEL_SHARED_CODE)
                    yield recipient
            except Refused:
                yield recipient
            except Unavailable:
                continue

    def mark_unreachable(self, recipient: str, error_code: str) -> bool:
        """Pause a recipient. The creators of its subscriptions are notified, but not people who left."""
        if recipient == self.home_channel:
            return False
        unreachable = Unreachable(self.clock.now(), error_code, is_notified=is_person(recipient))
        self.preferences.update(recipient, lambda one: one.evolve(unreachable=unreachable))
        return True
