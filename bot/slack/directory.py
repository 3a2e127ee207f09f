"""Look up people and groups in Slack, with a short cache: some calls are limited to 20 a minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.slack.client import SlackClient, SlackRefused
from workflows.errors import Refused
from workflows.permissions import check_member
from workflows.ports import Person

T = TypeVar("T")

DIRECTORY_TTL_SECONDS = 120.0
"""Seconds for which a user can still use a permission that was removed."""


@dataclass
class SlackDirectory:
    """Implements `workflows.ports.Directory`."""

    slack: SlackClient
    approver_group: str
    listed_approvers: frozenset[str]
    sensitive_group: str = ""
    """The group that approves sensitive requests; empty: all approvers can."""
    _cache: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def look_up(self, user_id: str) -> Person:
        return self._cached(f"person {user_id}", lambda: self._look_up(user_id))

    def find_by_email(self, email: str) -> Person:
        try:
            return parse_person(self.slack.call("users_lookupByEmail", email=email)["user"])
        except SlackRefused as refused:
            raise Refused("No Slack user has this email address.") from refused

    def approvers(self) -> frozenset[str]:
        """Return the members of the approver group and the approvers listed in the settings."""
        if not self.approver_group:
            return self.listed_approvers
        return self.listed_approvers | self._cached("approvers", lambda: self._members(self.approver_group))

    def sensitive_approvers(self) -> frozenset[str]:
        if not self.sensitive_group:
            return self.approvers()
        return self._cached("sensitive approvers", lambda: self._members(self.sensitive_group))

    def team_id(self) -> str:
        return str(self.identity()["team_id"])

    def identity(self) -> dict[str, Any]:
        """Return the bot's identity (`auth.test`), which is looked up once."""
        return self._cached("identity", lambda: self.slack.call("auth_test"), forever=True)

    def cached_identity(self) -> dict[str, Any]:
        """Return the identity if it is cached; for callers that can't wait for Slack."""
        cached = self._cache.get("identity")
        return cached[1] if cached else {}

    def reject_known_outsider(self, user_id: str, team_id: str) -> None:
        """Raise `Refused` for a cached outsider, without a call: the workflow checks again later."""
        own_team = self.cached_identity().get("team_id")
        if own_team:
            cached = self._cache.get(f"person {user_id}")
            unknown = Person(user_id, user_id, team_id or own_team)
            check_member(cached[1] if cached else unknown, own_team)

    def _members(self, group: str) -> frozenset[str]:
        return frozenset(self.slack.call("usergroups_users_list", usergroup=group)["users"])

    def _look_up(self, user_id: str) -> Person:
        try:
            return parse_person(self.slack.call("users_info", user=user_id)["user"])
        except SlackRefused as refused:
            raise Refused("Slack doesn't know this user.") from refused

    def _cached(self, key: str, load: Callable[[], T], *, forever: bool = False) -> T:
        now = time.monotonic()
        cached = self._cache.get(key)
        if cached and (forever or now - cached[0] < DIRECTORY_TTL_SECONDS):
            return cached[1]  # type: ignore[no-any-return]  # each key keeps one type
        value = load()
        self._cache[key] = (now, value)
        return value


def parse_person(user: dict[str, Any]) -> Person:
    """Parse a user object; a missing flag is read as the more restrictive value.

    https://docs.slack.dev/reference/objects/user-object
    """
    profile = user.get("profile") or {}
    return Person(
        id=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        team_id=user.get("team_id", ""),
        email=profile.get("email"),
        is_guest=bool(user.get("is_restricted", True) or user.get("is_ultra_restricted", True)),
        is_deactivated=bool(user.get("deleted", True)),
        is_bot=bool(user.get("is_bot", True)),
    )
