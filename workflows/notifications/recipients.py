"""Choose the recipients of an incident or a storm, and how long each message is held."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm
from workflows.ownership.model import is_group
from workflows.subscriptions.model import is_person
from workflows.subscriptions.preferences import Preferences

HIDDEN_FINGERPRINT = "hidden"
"""Fingerprint of a message whose content was removed."""


@dataclass(frozen=True)
class Recipients:
    """Everything that decides who is notified, as it is now. Recipients are channel and user ids."""

    home_channel: str
    """Gets everything that isn't restricted, unless approvers narrowed its subscriptions."""
    approvers: frozenset[str] = frozenset()
    """User ids of the sensitive-data approvers, who are notified of restricted incidents."""
    superusers: frozenset[str] = frozenset()
    """User ids; superusers see every incident and are notified of what they subscribed to."""
    owners: frozenset[str] = frozenset()
    """The requester and the business owner of this subject, who have access to it."""
    ineligible: frozenset[str] = frozenset()
    """Recipients who are no longer full members, and channels that are shared."""
    preferences: Mapping[str, Preferences] = field(default_factory=dict)
    """By recipient: at least of everyone named above or in a message, and of those who subscribed to the subject."""
    now: datetime | None = None
    """None holds no message."""

    def preferences_for(self, recipient: str) -> Preferences:
        """Return the preferences of a recipient; the defaults if none are stored."""
        return self.preferences.get(recipient) or Preferences(recipient)


def choose_recipients(subject: Incident | Storm, recipients: Recipients) -> Sequence[str]:
    """Return channel and user ids, including those whose messages are held (`held_until`).

    The message of a storm covers its incidents. Recipients with access to one restricted incident only (its
    owner, and other owners who subscribed) don't get the storm, so they get the incident itself.
    """
    if isinstance(subject, Incident) and subject.is_restricted_late:
        return []
    wanted = {*_entitled(subject, recipients), *_subscribed(subject, recipients)}
    return sorted(
        one for one in wanted if can_reach(subject, one, recipients) and not _can_skip(subject, one, recipients)
    )


def current_recipients(subject: Incident | Storm, recipients: Recipients) -> list[str]:
    """Return the chosen recipients, and those who got a message and still have access."""
    notified = (one for one in subject.messages if can_reach(subject, one, recipients))
    return list(dict.fromkeys([*choose_recipients(subject, recipients), *notified]))


def recipients_to_hide_from(subject: Incident | Storm, recipients: Recipients) -> list[str]:
    """Return recipients who got a message and lost access, because the subject became restricted.

    People who left read nothing anymore. Channels that are shared now have even more readers.
    """
    shown = [
        one for one in subject.messages if subject.is_restricted and subject.fingerprints.get(one) != HIDDEN_FINGERPRINT
    ]
    left = {one for one in recipients.ineligible if is_person(one)}
    return [one for one in shown if one not in left and not is_eligible(subject, one, recipients)]


def can_reach(subject: Incident | Storm, recipient: str, recipients: Recipients) -> bool:
    """Return whether the recipient has access and Slack lets the bot post there."""
    preferences = recipients.preferences_for(recipient)
    return is_eligible(subject, recipient, recipients) and not preferences.is_unreachable(recipients.now)


def is_eligible(subject: Incident | Storm, recipient: str, recipients: Recipients) -> bool:
    """Return whether the recipient has access. Restricted subjects are never posted to channels."""
    if recipient in recipients.ineligible:
        return False
    if not subject.is_restricted or recipient in recipients.approvers | recipients.superusers:
        return True
    return recipient in _stakeholders(subject, recipients)


def held_until(subject: Incident | Storm, recipient: str, recipients: Recipients) -> datetime | None:
    """Return when quiet hours and mutes end for this recipient; None if a message can be posted now."""
    if recipients.now is None:
        return None
    return recipients.preferences_for(recipient).held_until(subject, recipients.now)


def _entitled(subject: Incident | Storm, recipients: Recipients) -> Iterable[str]:
    """Return who is notified of a restricted subject without a subscription."""
    if not subject.is_restricted:
        return ()
    if isinstance(subject, Storm):
        return recipients.approvers
    approvers = frozenset() if subject.storm_id else recipients.approvers
    return approvers | _owner(subject)


def _stakeholders(subject: Incident | Storm, recipients: Recipients) -> frozenset[str]:
    """Return who has access to this subject because they own it."""
    return recipients.owners | _owner(subject) if isinstance(subject, Incident) else frozenset()


def _owner(incident: Incident) -> frozenset[str]:
    """Return the person who owns the connection. A user group gets no message, and has access to nothing."""
    return frozenset({incident.owner} if incident.owner and not is_group(incident.owner) else ())


def _subscribed(subject: Incident | Storm, recipients: Recipients) -> Iterator[str]:
    candidates: set[str | None] = {recipients.home_channel, *recipients.preferences}
    if isinstance(subject, Incident) and subject.storm_id:
        owners_only = _stakeholders(subject, recipients) - recipients.approvers - recipients.superusers
        candidates = candidates & owners_only if subject.is_restricted else set()
    for recipient in filter(None, candidates):
        preferences = recipients.preferences_for(recipient)
        subscriptions = preferences.effective_subscriptions(recipients.home_channel)
        if any(subscription.matches(subject) for subscription in subscriptions):
            yield recipient


def _can_skip(subject: Incident | Storm, recipient: str, recipients: Recipients) -> bool:
    return bool(recipients.now and recipients.preferences_for(recipient).can_skip(subject, recipients.now))
