"""The approval policy: who can decide requests for a service. Without one, the settings say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workflows.formatting import format_list

SETTINGS_PLACE = "settings, APPROVER_GROUP and APPROVERS"
SENSITIVE_PLACE = "settings, SENSITIVE_APPROVER_GROUP"


class Names(NamedTuple):
    """User groups and people, as the file names them, and where."""

    names: tuple[str, ...]
    """Group handles (`@data-eng`), group ids, user ids, and email addresses."""
    place: str
    """For example `services.yaml, line 12`."""


@dataclass(frozen=True)
class Policy:
    """The key `approval` of a service, or of all services. None where it says nothing."""

    approvers: Names | None = None
    fallback: Names | None = None


@dataclass(frozen=True)
class Voters:
    """The people whose approval counts: those with names here, or the approvers in the settings."""

    named: Names | None = None
    """None: the approvers in the settings."""
    is_sensitive: bool = False
    """Whether they must be in SENSITIVE_APPROVER_GROUP too."""

    @property
    def places(self) -> tuple[str, ...]:
        """The places that say so."""
        return (self.named.place if self.named else SETTINGS_PLACE, *([SENSITIVE_PLACE] if self.is_sensitive else []))

    @property
    def words(self) -> str:
        """Return who they are, in plain text."""
        listed = format_list(self.named.names, "or") if self.named else "an approver"
        return f"{listed} (sensitive-data approvers only)" if self.is_sensitive and self.named else listed


@dataclass(frozen=True)
class Requirement:
    """Who is asked about a request, and who stands in if they can't decide it."""

    voters: Voters
    fallback: Voters | None = None
    """None if the policy says nothing about the service: then the settings decide alone."""


@dataclass(frozen=True)
class Policies:
    """The policy of each service that has one, and the policy of all others."""

    default: Policy = field(default_factory=Policy)
    by_service: Mapping[str, Policy] = field(default_factory=dict)

    def requirement(self, service: str, *, is_sensitive: bool) -> Requirement:
        """Return who is asked about a request. A key of the service comes before the same key of the default."""
        own = self.by_service.get(service, Policy())
        approvers, fallback = own.approvers or self.default.approvers, own.fallback or self.default.fallback
        if not (approvers or fallback):
            return Requirement(Voters(None, is_sensitive))
        return Requirement(Voters(approvers, is_sensitive), Voters(fallback, is_sensitive and not fallback))

    def all_listed(self) -> list[Names]:
        """Return every list of groups and people."""
        policies = (self.default, *self.by_service.values())
        return [each for policy in policies for each in (policy.approvers, policy.fallback) if each]

    def all_names(self) -> frozenset[str]:
        """Return every group and person that the policies name."""
        return frozenset(name for each in self.all_listed() for name in each.names)

    def __bool__(self) -> bool:
        return bool(self.all_names())
