"""Look up people and groups in Slack, with a short cache: some calls are limited to 20 a minute."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot.foreign.fields import Fields, as_text
from bot.foreign.items import ForeignItems
from bot.slack.client import UNEXPECTED_ANSWER, SlackClient, SlackRefused
from workflows.approvals.panel import Panel, build_panel
from workflows.approvals.policy import Policies, Voters
from workflows.errors import Unavailable, UnknownPerson
from workflows.permissions import check_member
from workflows.ports import HomeWorkspace, Person

T = TypeVar("T")

DIRECTORY_TTL_SECONDS = 120.0
"""Seconds for which lists and hints use what Slack said. A decision asks Slack each time."""
UNKNOWN_PERSON_CODES = frozenset({"user_not_found", "users_not_found", "user_not_visible"})
USER_OBJECTS = ("profile", "enterprise_user")
"""Fields of a user object that are objects themselves."""


@dataclass
class SlackDirectory:
    """Implements `workflows.ports.Directory`."""

    slack: SlackClient
    approver_group: str
    listed_approvers: frozenset[str]
    sensitive_group: str = ""
    """The group that approves sensitive requests; empty: all approvers can."""
    foreign: ForeignItems = field(default_factory=ForeignItems)
    """Knows which members of groups can't be read."""
    policies: Policies = field(default_factory=Policies)
    _cache: dict[str, tuple[float, Any]] = field(default_factory=dict)

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return self._cached(f"person {user_id}", lambda: self._look_up(user_id), fresh=fresh)

    def find_by_email(self, email: str) -> Person:
        return parse_person(self._find("No Slack user has this email address.", "users_lookupByEmail", email=email))

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        """Return the members of the approver group and the approvers listed in the settings."""
        if not self.approver_group:
            return self.listed_approvers
        return self.listed_approvers | self._members(self.approver_group, fresh)

    def sensitive_approvers(self, *, fresh: bool = False) -> frozenset[str]:
        if not self.sensitive_group:
            return self.approvers(fresh=fresh)
        return self._members(self.sensitive_group, fresh)

    def panel(self, service: str, *, is_sensitive: bool, excluded: Collection[str] = (), fresh: bool = False) -> Panel:
        requirement = self.policies.requirement(service, is_sensitive=is_sensitive)
        return build_panel(requirement, excluded, lambda voters: self._voters(voters, fresh), self.has_account)

    def has_account(self, user_id: str) -> bool:
        """Return whether the person can still sign in to Slack. The answer can be two minutes old."""
        try:
            return not self.look_up(user_id).is_deactivated
        except UnknownPerson:
            return False

    def _voters(self, voters: Voters, fresh: bool) -> frozenset[str]:
        named = voters.named
        found = self.named_people(named.names, fresh=fresh) if named else self.approvers(fresh=fresh)
        has_group = bool(self.sensitive_group) or not named
        return found & self.sensitive_approvers(fresh=fresh) if voters.is_sensitive and has_group else found

    def is_decider(self, user_id: str) -> bool:
        return user_id in self.approvers() or user_id in self.named_people(self.policies.all_names())

    def named_people(self, names: Collection[str], *, fresh: bool = False) -> frozenset[str]:
        """Return the ids of the members of groups and of people, named as in the approval policy.

        A group that doesn't exist has no members, and a person without an account is left out.
        Raises `Unavailable` if Slack can't answer.
        """
        return frozenset().union(*(self._named(name, fresh) for name in names))

    def _named(self, name: str, fresh: bool) -> frozenset[str]:
        try:
            if person := self.person_named(name, fresh=fresh):
                return frozenset() if person.is_deactivated else frozenset({person.id})
            group = self.group_named(name)
            return self._members(group, fresh) if group else frozenset()
        except UnknownPerson:
            return frozenset()

    def person_named(self, name: str, *, fresh: bool = False) -> Person | None:
        """Return the person with this email address or user id; None if it's the name of a group.

        Raises `UnknownPerson` if Slack doesn't know them.
        """
        if "@" in name[1:]:
            person = self._cached(f"email {name}", lambda: self.find_by_email(name))
            return self.look_up(person.id, fresh=fresh)
        return self.look_up(name, fresh=fresh) if name[:1] in ("U", "W") else None

    def group_named(self, name: str) -> str | None:
        """Return the id of a group that is named by its handle or id; None if Slack has no such group in use."""
        handles = self._handles()
        return name if name in handles.values() else handles.get(name.removeprefix("@"))

    def _handles(self) -> dict[str, str]:
        """Return handle → id of the groups in use.

        https://docs.slack.dev/reference/methods/usergroups.list
        """

        def load() -> dict[str, str]:
            listed = self.slack.call("usergroups_list")["usergroups"]
            found = self.foreign.read_list("user group", listed, parse_group).items
            return {handle: group for group, handle in found}

        return self._cached("handles", load)

    def home(self) -> HomeWorkspace:
        return parse_home(self.identity())

    def identity(self) -> dict[str, Any]:
        """Return the bot's identity (`auth.test`), which is looked up once."""
        return self._cached("identity", lambda: self.slack.call("auth_test"), forever=True)

    def cached_identity(self) -> dict[str, Any]:
        """Return the identity if it is cached; for callers that can't wait for Slack."""
        cached = self._cache.get("identity")
        return cached[1] if cached else {}

    def reject_known_outsider(self, user_id: str, team_id: str) -> None:
        """Raise `Refused` for a cached outsider, without a call: the workflow checks again later."""
        identity = self.cached_identity()
        if identity:
            home = parse_home(identity)
            cached = self._cache.get(f"person {user_id}")
            presumed = Person(user_id, user_id, home.team_id, enterprise_id=home.enterprise_id)
            check_member(cached[1] if cached else presumed, home, team_id)

    def known_title(self, user_id: str) -> str:
        """Return a person's title as Slack last gave it, without a call; empty if they were never looked up."""
        cached = self._cache.get(f"person {user_id}")
        return cached[1].title if cached else ""

    def members_of(self, group: str) -> frozenset[str]:
        """Return the members of a user group now. Raises `Refused` if Slack doesn't know it."""
        return self._members(group, fresh=True)

    def _members(self, group: str, fresh: bool) -> frozenset[str]:
        def load() -> frozenset[str]:
            listed = self.slack.call("usergroups_users_list", usergroup=group)["users"]
            members = ({"id": member} for member in listed)
            return frozenset(self.foreign.read_list("group member", members, parse_member, place=group).items)

        return self._cached(f"group {group}", load, fresh=fresh)

    def _look_up(self, user_id: str) -> Person:
        user = self._find("Slack doesn't know this user.", "users_info", user=user_id)
        return parse_person({**user, "id": user_id})  # the id in our rows, if Slack knows the person by two

    def _find(self, unknown: str, method: str, **arguments: str) -> dict[str, Any]:
        """Return a user object. Only Slack's own code for an unknown person proves that there is none."""
        try:
            user: dict[str, Any] = self.slack.call(method, **arguments)["user"]
        except SlackRefused as refused:
            if refused.code in UNKNOWN_PERSON_CODES:
                raise UnknownPerson(unknown) from refused
            raise Unavailable(f"Slack can't look up people right now ({refused.code}).") from refused
        if not user.get("id") or not all(isinstance(user.get(name) or {}, dict) for name in USER_OBJECTS):
            raise Unavailable(UNEXPECTED_ANSWER)
        return user

    def _cached(self, key: str, load: Callable[[], T], *, forever: bool = False, fresh: bool = False) -> T:
        now = time.monotonic()
        cached = self._cache.get(key)
        if cached and not fresh and (forever or now - cached[0] < DIRECTORY_TTL_SECONDS):
            return cached[1]  # type: ignore[no-any-return]  # each key keeps one type
        value = load()
        self._cache[key] = (now, value)
        return value


def parse_home(identity: dict[str, Any]) -> HomeWorkspace:
    """Parse the answer to `auth.test`.

    https://docs.slack.dev/reference/methods/auth.test
    """
    is_org_install = identity.get("is_enterprise_install") is True
    return HomeWorkspace(identity.get("team_id") or "", identity.get("enterprise_id") or "", is_org_install)


def parse_member(fields: Fields) -> str:
    """Parse a member of a user group, which is only an id."""
    return fields.require("id", as_text)


def parse_group(fields: Fields) -> tuple[str, str]:
    """Parse a user group into its id and its handle, which has no `@` here."""
    return fields.require("id", as_text), fields.require("handle", as_text)


def parse_person(user: dict[str, Any]) -> Person:
    """Parse a user object; a missing flag is read as the more restrictive value.

    In an Enterprise organization, `team_id` can be missing, and `enterprise_user` lists the workspaces.
    https://docs.slack.dev/reference/objects/user-object
    """
    profile = user.get("profile") or {}
    enterprise = user.get("enterprise_user") or {}
    return Person(
        id=user["id"],
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        team_id=user.get("team_id") or "",
        email=profile.get("email"),
        title=str(profile.get("title") or ""),
        is_guest=bool(user.get("is_restricted", True) or user.get("is_ultra_restricted", True)),
        is_deactivated=bool(user.get("deleted", True)),
        is_bot=bool(user.get("is_bot", True)),
        enterprise_id=enterprise.get("enterprise_id") or "",
        enterprise_teams=frozenset(Fields(enterprise).entries("teams", as_text)),
    )
