"""What somebody wants to hear of: a connection, a service, everything of theirs, or everything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workflows.incidents.model import SEVERITY_RANK, Incident, Severity
from workflows.incidents.storms import Storm

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_person(recipient: str) -> bool:
    """Whether an audience is one person."""
    return recipient.startswith(("U", "W"))


class SubscriptionKind(StrEnum):
    """How wide a subscription is."""

    CONNECTION = "connection"
    SERVICE = "service"
    MINE = "mine"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Subscription:
    """One wish of a channel or a person."""

    kind: SubscriptionKind
    target: str = ""
    """Id of the connection, of the service, or of the person whose connections these are."""
    name: str = ""
    """What people call that."""
    min_severity: Severity = Severity.NOTICE
    """Whatever matters less is not heard."""
    created_by: str | None = None
    """Slack user id of whoever wanted it; None for what is so from the beginning."""
    since: datetime = EPOCH
    """What began earlier is not told, unless it gets worse or comes back."""

    @property
    def key(self) -> str:
        """The same for the same thing."""
        return f"{self.kind}:{self.target}"

    @property
    def description(self) -> str:
        """In a sentence, without the severity."""
        match self.kind:
            case SubscriptionKind.CONNECTION:
                return self.name
            case SubscriptionKind.SERVICE:
                return f"every connection of {self.name}"
            case SubscriptionKind.MINE:
                return f"every connection that {self.name} asked for"
            case SubscriptionKind.EVERYTHING:
                return "everything"

    @property
    def severity_description(self) -> str:
        """How much of it."""
        return {
            Severity.CRITICAL: "only what is critical",
            Severity.WARNING: "warnings and above",
            Severity.NOTICE: "notices and above",
        }[self.min_severity]

    def matches(self, subject: Incident | Storm) -> bool:
        """Whether this has to be heard."""
        news = (
            subject.last_joined_at
            if isinstance(subject, Storm)
            else max(subject.since, subject.worsened_at or EPOCH)
        )
        return (
            SEVERITY_RANK[subject.severity] >= SEVERITY_RANK[self.min_severity]
            and news >= self.since
            and self._covers(subject)
        )

    def _covers(self, subject: Incident | Storm) -> bool:
        if self.kind is SubscriptionKind.EVERYTHING:
            return True
        if isinstance(subject, Storm):
            hit = {
                SubscriptionKind.CONNECTION: subject.connection_ids,
                SubscriptionKind.SERVICE: subject.service_ids,
                SubscriptionKind.MINE: subject.owner_ids,
            }
            return self.target in hit[self.kind]
        about = {
            SubscriptionKind.CONNECTION: subject.connection_id,
            SubscriptionKind.SERVICE: subject.service,
            SubscriptionKind.MINE: subject.owner,
        }
        return self.target == about[self.kind]


DEFAULT_SUBSCRIPTION = Subscription(SubscriptionKind.EVERYTHING)
"""What the home channel hears until approvers say otherwise."""
