"""Who is who in Slack, remembered for a short while: some of these calls are allowed 20 times a minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.slack.client import SlackClient, SlackRefused
from workflows.errors import ChannelUnavailable, Refused
from workflows.permissions import check_member
from workflows.ports import Person

T = TypeVar("T")

DIRECTORY_TTL_SECONDS = 120.0
"""Seconds: how long somebody who lost a right may still use it."""


@dataclass
class SlackDirectory:
    """Fulfils `workflows.requests.ports.People`."""

    slack: SlackClient
    approver_group: str
    listed_approvers: frozenset[str]
    sensitive_group: str = ""
    """The group that approves what is sensitive; all approvers when it is empty."""
    _cache: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def look_up(self, user_id: str) -> Person:
        return self._cached(f"who {user_id}", lambda: self._look_up(user_id))

    def find_by_email(self, email: str) -> Person:
        try:
            return parse_person(self.slack.call("users_lookupByEmail", email=email)["user"])
        except SlackRefused as refused:
            raise Refused("nobody in Slack has this e-mail address.") from refused

    def approvers(self) -> frozenset[str]:
        """The members of the group and those listed in settings."""
        if not self.approver_group:
            return self.listed_approvers
        return self.listed_approvers | self._cached("approvers", lambda: self._members(self.approver_group))

    def sensitive_approvers(self) -> frozenset[str]:
        if not self.sensitive_group:
            return self.approvers()
        return self._cached("strict approvers", lambda: self._members(self.sensitive_group))

    def is_shared(self, channel: str) -> bool:
        """Whether another organisation reads this channel; one that we cannot see is not known to be."""
        return self._cached(f"shared {channel}", lambda: self._look_up_is_shared(channel))

    def team_id(self) -> str:
        return str(self.identity()["team_id"])

    def identity(self) -> dict[str, Any]:
        """Who we are (`auth.test`); asked once."""
        return self._cached("identity", lambda: self.slack.call("auth_test"), forever=True)

    def cached_identity(self) -> dict[str, Any]:
        """The same, as far as somebody has asked already: who may not wait for Slack asks here."""
        known = self._cache.get("identity")
        return known[1] if known else {}

    def reject_known_outsider(self, user_id: str, team_id: str) -> None:
        """`Refused` for who is known to be no colleague: Slack is not asked, the workflow asks it later."""
        home = self.cached_identity().get("team_id")
        if home:
            remembered = self._cache.get(f"who {user_id}")
            unknown = Person(user_id, user_id, team_id or home)
            check_member(remembered[1] if remembered else unknown, home)

    def _look_up_is_shared(self, channel: str) -> bool:
        try:
            return bool(
                self.slack.call("conversations_info", channel=channel)["channel"].get("is_ext_shared")
            )
        except (ChannelUnavailable, SlackRefused):
            return False

    def _members(self, group: str) -> frozenset[str]:
        return frozenset(self.slack.call("usergroups_users_list", usergroup=group)["users"])

    def _look_up(self, user_id: str) -> Person:
        try:
            return parse_person(self.slack.call("users_info", user=user_id)["user"])
        except SlackRefused as refused:
            raise Refused("Slack does not know this person.") from refused

    def _cached(self, key: str, ask: Callable[[], T], *, forever: bool = False) -> T:
        now = time.monotonic()
        known = self._cache.get(key)
        if known and (forever or now - known[0] < DIRECTORY_TTL_SECONDS):
            return known[1]  # type: ignore[no-any-return]  # each key keeps one type
        value = ask()
        self._cache[key] = (now, value)
        return value


def parse_person(user: dict[str, Any]) -> Person:
    """A user object as a person; a flag that Slack leaves out counts against them.

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
