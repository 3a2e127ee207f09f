"""A subscription: to a connection, a service, one's own connections, or everything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workflows.incidents.model import SEVERITY_RANK, Incident, Severity
from workflows.incidents.storms import Storm

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def is_person(recipient: str) -> bool:
    """Return whether a recipient is a person, not a channel."""
    return recipient.startswith(("U", "W"))


class SubscriptionKind(StrEnum):
    """What a subscription covers."""

    CONNECTION = "connection"
    SERVICE = "service"
    MINE = "mine"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Subscription:
    """What a channel or a person gets alerts about."""

    kind: SubscriptionKind
    target: str = ""
    """The id of the connection, of the service, or of the person who requested the connections."""
    name: str = ""
    """The name of the target."""
    min_severity: Severity = Severity.NOTICE
    """Incidents with a lower severity are left out."""
    created_by: str | None = None
    """Slack user id of the creator; None for the default subscription."""
    since: datetime = EPOCH
    """Incidents that began earlier are left out, unless they get worse or come back."""

    @property
    def key(self) -> str:
        """Identifies what is subscribed to."""
        return f"{self.kind}:{self.target}"

    @property
    def description(self) -> str:
        """What it covers, as people read it."""
        match self.kind:
            case SubscriptionKind.CONNECTION:
                return self.name
            case SubscriptionKind.SERVICE:
                return f"all {self.name} connections"
            case SubscriptionKind.MINE:
                return f"all connections requested by {self.name}"
            case SubscriptionKind.EVERYTHING:
                return "all connections"

    @property
    def severity_description(self) -> str:
        """The severities, as people read them."""
        return {
            Severity.CRITICAL: "only critical alerts",
            Severity.WARNING: "warnings and above",
            Severity.NOTICE: "notices and above",
        }[self.min_severity]

    def matches(self, subject: Incident | Storm) -> bool:
        """Return whether the recipient gets this incident or storm."""
        latest = (
            subject.last_joined_at if isinstance(subject, Storm) else max(subject.since, subject.worsened_at or EPOCH)
        )
        return (
            SEVERITY_RANK[subject.severity] >= SEVERITY_RANK[self.min_severity]
            and latest >= self.since
            and self._covers(subject)
        )

    def _covers(self, subject: Incident | Storm) -> bool:
        if self.kind is SubscriptionKind.EVERYTHING:
            return True
        if isinstance(subject, Storm):
            targets = {
                SubscriptionKind.CONNECTION: subject.connection_ids,
                SubscriptionKind.SERVICE: subject.service_ids,
                SubscriptionKind.MINE: subject.owner_ids,
            }
            return self.target in targets[self.kind]
        target = {
            SubscriptionKind.CONNECTION: subject.connection_id,
            SubscriptionKind.SERVICE: subject.service,
            SubscriptionKind.MINE: subject.owner,
        }
        return self.target == target[self.kind]


def subscription_keys(subject: Incident | Storm) -> frozenset[str]:
    """Return the keys of all subscriptions that cover this incident or storm."""
    if isinstance(subject, Storm):
        connections, services, owners = subject.connection_ids, subject.service_ids, subject.owner_ids
    else:
        connections, services = (subject.connection_id,), (subject.service,)
        owners = (subject.owner,) if subject.owner else ()
    covering = [
        Subscription(SubscriptionKind.EVERYTHING),
        *(Subscription(SubscriptionKind.CONNECTION, one) for one in connections),
        *(Subscription(SubscriptionKind.SERVICE, one) for one in services),
        *(Subscription(SubscriptionKind.MINE, one) for one in owners),
    ]
    return frozenset(one.key for one in covering)


DEFAULT_SUBSCRIPTION = Subscription(SubscriptionKind.EVERYTHING)
"""The subscription of the home channel until approvers change it."""
