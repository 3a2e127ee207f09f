"""The approval policy: who can decide requests for a service. Without one, the settings say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from workflows.formatting import format_list

SETTINGS_PLACE = "settings, APPROVER_GROUP and APPROVERS"
SENSITIVE_PLACE = "settings, SENSITIVE_APPROVER_GROUP"
MAX_NEEDED = 5
"""How many approvals a policy can ask for."""


class Names(NamedTuple):
    """User groups and people, as the file names them, and where."""

    names: tuple[str, ...]
    """Group handles (`@data-eng`), group ids, user ids, and email addresses."""
    place: str
    """For example `services.yaml, line 12`."""


class Number(NamedTuple):
    """How many different people have to approve, and where the file says so."""

    people: int
    place: str


NEEDED_BY_SETTINGS = Number(1, SETTINGS_PLACE)


@dataclass(frozen=True)
class Policy:
    """The key `approval` of a service, or of all services. None where it says nothing."""

    approvers: Names | None = None
    fallback: Names | None = None
    needed: Number | None = None
    sensitive: Names | None = None
    """Who approves requests for sensitive data as well."""

    def over(self, default: "Policy") -> "Policy":
        """Return this policy, with the keys of `default` where it says nothing."""
        return Policy(
            self.approvers or default.approvers,
            self.fallback or default.fallback,
            self.needed or default.needed,
            self.sensitive or default.sensitive,
        )


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
    needed: Number = NEEDED_BY_SETTINGS
    """How many of them have to approve."""
    second: Voters | None = None
    """Of whom one has to approve as well."""

    @property
    def is_named(self) -> bool:
        """Whether the policy names approvers, or asks for several."""
        return self.voters.named is not None or len(self.seats) > 1

    @property
    def seats(self) -> tuple[Voters, ...]:
        """Who gives each approval, all by different people."""
        return (*[self.voters] * self.needed.people, *([self.second] if self.second else []))


@dataclass(frozen=True)
class Policies:
    """The policy of each service that has one, and the policy of all others."""

    default: Policy = field(default_factory=Policy)
    by_service: Mapping[str, Policy] = field(default_factory=dict)

    def requirement(self, service: str, *, is_sensitive: bool) -> Requirement:
        """Return who is asked about a request. A key of the service comes before the same key of the default."""
        policy = self.by_service.get(service, Policy()).over(self.default)
        if policy == Policy():
            return Requirement(Voters(None, is_sensitive))
        second = Voters(policy.sensitive) if policy.sensitive and is_sensitive else None
        return Requirement(
            Voters(policy.approvers, is_sensitive and not second),
            Voters(policy.fallback, is_sensitive and not policy.fallback),
            policy.needed or NEEDED_BY_SETTINGS,
            second,
        )

    def all_listed(self) -> list[Names]:
        """Return every list of groups and people."""
        policies = (self.default, *self.by_service.values())
        return [each for policy in policies for each in (policy.approvers, policy.fallback, policy.sensitive) if each]

    def all_names(self) -> frozenset[str]:
        """Return every group and person that the policies name."""
        return frozenset(name for each in self.all_listed() for name in each.names)

    def __bool__(self) -> bool:
        return any(policy != Policy() for policy in (self.default, *self.by_service.values()))
