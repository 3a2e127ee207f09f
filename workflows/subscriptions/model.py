"""What somebody wants to hear of: a connection, a service, everything of theirs, or everything."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from workflows.incidents.model import RANK, Incident, Severity
from workflows.incidents.storms import Storm

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def is_person(audience: str) -> bool:
    """Whether an audience is one person."""
    return audience.startswith(("U", "W"))


class Kind(StrEnum):
    """How wide a subscription is."""

    CONNECTION = "connection"
    SERVICE = "service"
    MINE = "mine"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Subscription:
    """One wish of a channel or a person."""

    kind: Kind
    target: str = ""
    """Id of the connection, of the service, or of the person whose connections these are."""
    name: str = ""
    """What people call that."""
    least: Severity = Severity.NOTICE
    """Whatever matters less is not heard."""
    by: str | None = None
    """Slack user id of whoever wanted it; None for what is so from the beginning."""
    since: datetime = LONG_AGO
    """What began earlier is not told, unless it gets worse or comes back."""

    @property
    def key(self) -> str:
        """The same for the same thing."""
        return f"{self.kind}:{self.target}"

    @property
    def words(self) -> str:
        """In a sentence, without the severity."""
        match self.kind:
            case Kind.CONNECTION:
                return self.name
            case Kind.SERVICE:
                return f"every connection of {self.name}"
            case Kind.MINE:
                return f"every connection that {self.name} asked for"
            case Kind.EVERYTHING:
                return "everything"

    @property
    def degree(self) -> str:
        """How much of it."""
        return {
            Severity.CRITICAL: "only what is critical",
            Severity.WARNING: "warnings and above",
            Severity.NOTICE: "notices and above",
        }[self.least]

    def wants(self, subject: Incident | Storm) -> bool:
        """Whether this has to be heard."""
        news = (
            subject.joined_at
            if isinstance(subject, Storm)
            else max(subject.since, subject.worsened_at or LONG_AGO)
        )
        return RANK[subject.severity] >= RANK[self.least] and news >= self.since and self._covers(subject)

    def _covers(self, subject: Incident | Storm) -> bool:
        if self.kind is Kind.EVERYTHING:
            return True
        if isinstance(subject, Storm):
            hit = {
                Kind.CONNECTION: subject.connection_ids,
                Kind.SERVICE: subject.services,
                Kind.MINE: subject.owners,
            }
            return self.target in hit[self.kind]
        about = {
            Kind.CONNECTION: subject.connection_id,
            Kind.SERVICE: subject.service,
            Kind.MINE: subject.owner,
        }
        return self.target == about[self.kind]


EVERYTHING = Subscription(Kind.EVERYTHING)
"""What the home channel hears until approvers say otherwise."""
