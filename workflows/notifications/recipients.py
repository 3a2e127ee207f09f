"""Who hears of an incident, and who of a storm; and until when something has to wait."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm
from workflows.subscriptions.preferences import Preferences


@dataclass(frozen=True)
class Recipients:
    """Who may be told at all, and what each of them wants; as it is at this moment."""

    home_channel: str
    """The home channel: it hears everything that everybody may know, unless it was narrowed."""
    approvers: frozenset[str] = frozenset()
    """Slack user ids; they may know of everything, and hear of what is sensitive."""
    superusers: frozenset[str] = frozenset()
    """Others who may know of everything, and hear of what they subscribed to."""
    owners: frozenset[str] = frozenset()
    """Those who may know of this one subject: its requester and its business owner."""
    ineligible: frozenset[str] = frozenset()
    """People who would hear of it, were they still full members of this workspace."""
    preferences: Mapping[str, Preferences] = field(default_factory=dict)
    """By audience."""
    now: datetime | None = None
    """Now; None lets nothing wait."""

    def preferences_for(self, recipient: str) -> Preferences:
        """What an audience wants."""
        return self.preferences.get(recipient) or Preferences(recipient)


def choose_recipients(subject: Incident | Storm, recipients: Recipients) -> Sequence[str]:
    """Ids of channels and people, also of those who are told only later (`held_until`).

    An incident in a storm is told by the storm; only those who may know of nothing sensitive but this (its
    owner, and insiders who subscribed) do not hear of its storm, and so hear of their own.
    """
    told = {*_entitled(subject, recipients), *_subscribed(subject, recipients)}
    return sorted(
        one for one in told if can_reach(subject, one, recipients) and not _can_skip(subject, one, recipients)
    )


def can_reach(subject: Incident | Storm, recipient: str, recipients: Recipients) -> bool:
    """Whether this audience may hear of it at all: it may know, and Slack lets us in."""
    return is_eligible(subject, recipient, recipients) and not recipients.preferences_for(
        recipient
    ).is_unreachable(recipients.now)


def is_eligible(subject: Incident | Storm, recipient: str, recipients: Recipients) -> bool:
    """Whether it may be told there. What is sensitive never goes to a channel."""
    if recipient in recipients.ineligible:
        return False
    if not subject.is_restricted or recipient in recipients.approvers | recipients.superusers:
        return True
    return recipient in _stakeholders(subject, recipients)


def held_until(subject: Incident | Storm, recipient: str, recipients: Recipients) -> datetime | None:
    """Until when nothing new may be posted to this audience; None: it may be posted now."""
    return (
        recipients.preferences_for(recipient).held_until(subject, recipients.now) if recipients.now else None
    )


def _entitled(subject: Incident | Storm, hearers: Recipients) -> Iterable[str]:
    """Whoever hears of what is sensitive without asking for it."""
    if not subject.is_restricted:
        return ()
    if isinstance(subject, Storm):
        return hearers.approvers
    told = frozenset() if subject.storm_id else hearers.approvers
    return told | ({subject.owner} if subject.owner else frozenset())


def _stakeholders(subject: Incident | Storm, hearers: Recipients) -> frozenset[str | None]:
    """Those who may know of it because it is theirs."""
    return hearers.owners | {subject.owner} if isinstance(subject, Incident) else frozenset()


def _subscribed(subject: Incident | Storm, hearers: Recipients) -> Iterator[str]:
    wishing = {hearers.home_channel, *hearers.preferences}
    if isinstance(subject, Incident) and subject.storm_id:
        alone = _stakeholders(subject, hearers) - hearers.approvers - hearers.superusers
        wishing = wishing & alone if subject.is_restricted else set()
    for audience in wishing:
        wishes = hearers.preferences_for(audience).effective_subscriptions(hearers.home_channel)
        if any(subscription.matches(subject) for subscription in wishes):
            yield audience


def _can_skip(subject: Incident | Storm, audience: str, hearers: Recipients) -> bool:
    return bool(hearers.now and hearers.preferences_for(audience).can_skip(subject, hearers.now))
