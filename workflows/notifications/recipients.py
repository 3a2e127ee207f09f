"""Who hears of an incident, and who of a storm; and until when something has to wait."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm
from workflows.subscriptions.preferences import Preferences


@dataclass(frozen=True)
class Hearers:
    """Who may be told at all, and what each of them wants; as it is at this moment."""

    channel: str
    """The home channel: it hears everything that everybody may know, unless it was narrowed."""
    approvers: frozenset[str] = frozenset()
    """Slack user ids; they may know of everything, and hear of what is sensitive."""
    trusted: frozenset[str] = frozenset()
    """Others who may know of everything, and hear of what they subscribed to."""
    insiders: frozenset[str] = frozenset()
    """Those who may know of this one subject: its requester and its business owner."""
    outsiders: frozenset[str] = frozenset()
    """People who would hear of it, were they still full members of this workspace."""
    preferences: Mapping[str, Preferences] = field(default_factory=dict)
    """By audience."""
    at: datetime | None = None
    """Now; None lets nothing wait."""

    def of(self, audience: str) -> Preferences:
        """What an audience wants."""
        return self.preferences.get(audience) or Preferences(audience)


def audiences(subject: Incident | Storm, hearers: Hearers) -> Sequence[str]:
    """Ids of channels and people, also of those who are told only later (`held_until`).

    An incident in a storm is told by the storm; only those who may know of nothing sensitive but this (its
    owner, and insiders who subscribed) do not hear of its storm, and so hear of their own.
    """
    told = {*_by_right(subject, hearers), *_by_wish(subject, hearers)}
    return sorted(
        one for one in told if reaches(subject, one, hearers) and not _misses(subject, one, hearers)
    )


def reaches(subject: Incident | Storm, audience: str, hearers: Hearers) -> bool:
    """Whether this audience may hear of it at all: it may know, and Slack lets us in."""
    return may_hear(subject, audience, hearers) and not hearers.of(audience).is_closed(hearers.at)


def may_hear(subject: Incident | Storm, audience: str, hearers: Hearers) -> bool:
    """Whether it may be told there. What is sensitive never goes to a channel."""
    if audience in hearers.outsiders:
        return False
    if not subject.is_sensitive or audience in hearers.approvers | hearers.trusted:
        return True
    return audience in _own(subject, hearers)


def held_until(subject: Incident | Storm, audience: str, hearers: Hearers) -> datetime | None:
    """Until when nothing new may be posted to this audience; None: it may be posted now."""
    return hearers.of(audience).held(subject, hearers.at) if hearers.at else None


def _by_right(subject: Incident | Storm, hearers: Hearers) -> Iterable[str]:
    """Whoever hears of what is sensitive without asking for it."""
    if not subject.is_sensitive:
        return ()
    if isinstance(subject, Storm):
        return hearers.approvers
    told = frozenset() if subject.storm else hearers.approvers
    return told | ({subject.owner} if subject.owner else frozenset())


def _own(subject: Incident | Storm, hearers: Hearers) -> frozenset[str | None]:
    """Those who may know of it because it is theirs."""
    return hearers.insiders | {subject.owner} if isinstance(subject, Incident) else frozenset()


def _by_wish(subject: Incident | Storm, hearers: Hearers) -> Iterator[str]:
    wishing = {hearers.channel, *hearers.preferences}
    if isinstance(subject, Incident) and subject.storm:
        alone = _own(subject, hearers) - hearers.approvers - hearers.trusted
        wishing = wishing & alone if subject.is_sensitive else set()
    for audience in wishing:
        wishes = hearers.of(audience).hears(hearers.channel)
        if any(subscription.wants(subject) for subscription in wishes):
            yield audience


def _misses(subject: Incident | Storm, audience: str, hearers: Hearers) -> bool:
    return bool(hearers.at and hearers.of(audience).misses(subject, hearers.at))
