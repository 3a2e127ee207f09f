"""The people who can decide one request now."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from workflows.approvals.policy import Requirement, Voters


@dataclass(frozen=True)
class Panel:
    """Who can decide a request: people by Slack user id, without those who can never decide it."""

    deciders: frozenset[str]
    voters: Voters
    """Whom the policy or the settings name."""
    is_fallback: bool = False
    """Whether the policy leaves only people who can never decide it, so that the fallback decides."""


def build_panel(
    requirement: Requirement,
    excluded: Collection[str],
    members_of: Callable[[Voters], frozenset[str]],
    has_account: Callable[[str], bool],
) -> Panel:
    """Return the panel. The fallback decides if the policy leaves only people who can't decide, or have left.

    Groups in Slack keep people whose account is gone, so `has_account` looks them up.
    """
    deciders = members_of(requirement.voters) - frozenset(excluded)
    if requirement.fallback is None or any(map(has_account, sorted(deciders))):
        return Panel(deciders, requirement.voters)
    return Panel(members_of(requirement.fallback) - frozenset(excluded), requirement.fallback, is_fallback=True)
