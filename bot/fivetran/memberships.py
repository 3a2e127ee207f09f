"""Who has which role where in Fivetran, combined from many calls, because no single call returns it.

A person gets a role from the account, a group, a connection, or a team that has one of these. A full list
costs 2 + U + 3T requests for U users and T teams, so it is cached. A part that our key can't read is named
and left out.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import list_call
from bot.foreign.fields import Fields, as_text
from bot.foreign.items import ForeignItems
from workflows.answers.context import Member, Members
from workflows.errors import Misconfigured, Refused, Unavailable

MEMBERSHIPS_TTL_SECONDS = 15 * 60.0
"""Seconds. Roles seldom change, and the list is only shown, never used to grant rights."""
MEMBERSHIPS_RETRY_SECONDS = 30.0
"""Seconds between a failed attempt and the next one."""
MEMBERSHIPS_WAIT_SECONDS = 30.0
"""How long a caller waits for the listing of another one. Then the question is asked again later."""
MEMBERSHIP_TIMEOUT_SECONDS = 5.0
MAX_PARALLEL_REQUESTS = 8
MAX_QUERIED_USERS = 500
"""Users whose roles are requested, one call each, of 20,000 calls an hour for the whole account."""
ACCOUNT_SCOPE = ""
USER_ROLES, TEAM_ROLES = "roles of single users", "roles through teams"


@dataclass(frozen=True)
class ListedEntry:
    """An entry of a list of users, teams, groups, or connections: what it names, and the role there."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class RoleGrant:
    """A role of a user: in the account, or in the group or connection with this id."""

    scope_id: str
    user_id: str
    role: str
    team_name: str = ""


@dataclass(frozen=True)
class MembershipList:
    """All users and their roles."""

    user_names: dict[str, str]
    """The names of active users, by id."""
    grants: tuple[RoleGrant, ...]
    unreadable_parts: tuple[str, ...]

    def members_of(self, where: str) -> tuple[Member, ...]:
        """Return the members with a role there."""
        there = (one for one in self.grants if one.scope_id == where and one.user_id in self.user_names)
        return tuple(Member(self.user_names[one.user_id], one.role, one.team_name) for one in there)


@dataclass
class Memberships:
    """List members and their roles, cached for a quarter of an hour."""

    client: FivetranClient
    now: Callable[[], float] = time.monotonic
    foreign: ForeignItems = field(default_factory=ForeignItems)
    _known: tuple[float, MembershipList] | None = field(default=None)
    _failed: tuple[float, Unavailable] | None = field(default=None)
    _counting: Lock = field(default_factory=Lock)
    """One listing at a time; concurrent callers wait for its result, with a limit."""
    max_wait_seconds: float = MEMBERSHIPS_WAIT_SECONDS

    def members(self, group_id: str, connection_id: str) -> Members:
        """Return who can open a group and one of its connections. Raises `Unavailable`."""
        counted = self._counted()
        members = self._list(f"/v1/groups/{group_id}/users", active="true")
        group = tuple(Member(one.name, one.role or "no role") for one in members)
        own = counted.members_of(connection_id) if connection_id else ()
        return Members(
            counted.members_of(ACCOUNT_SCOPE),
            (*group, *counted.members_of(group_id)),
            own,
            counted.unreadable_parts,
        )

    def _counted(self) -> MembershipList:
        if not self._counting.acquire(timeout=self.max_wait_seconds):
            raise Unavailable("Fivetran's list of members is taking too long.")
        try:
            if self._known is None or self.now() - self._known[0] > MEMBERSHIPS_TTL_SECONDS:
                self._known = self.now(), self._count_unless_just_failed()
            return self._known[1]
        finally:
            self._counting.release()

    def _count_unless_just_failed(self) -> MembershipList:
        """List everything; shortly after a failure, raise that failure again."""
        if self._failed and self.now() - self._failed[0] < MEMBERSHIPS_RETRY_SECONDS:
            raise self._failed[1]
        try:
            return self._count()
        except Unavailable as failure:
            self._failed = self.now(), failure
            raise

    def _count(self) -> MembershipList:
        unseen: list[str] = []
        users = self._visible(USER_ROLES, unseen, "/v1/users", active="true")
        teams = self._visible(TEAM_ROLES, unseen, "/v1/teams")
        with ThreadPoolExecutor(MAX_PARALLEL_REQUESTS) as pool:
            own = list(pool.map(lambda one: list(self._of_user(one, unseen)), users[:MAX_QUERIED_USERS]))
            theirs = list(pool.map(lambda one: list(self._of_team(one, unseen)), teams))
        unseen += [USER_ROLES] if len(users) > MAX_QUERIED_USERS else []
        grants = tuple(grant for some in [*own, *theirs] for grant in some)
        return MembershipList({one.id: one.name for one in users}, grants, tuple(dict.fromkeys(unseen)))

    def _of_user(self, user: ListedEntry, unseen: list[str]) -> Iterator[RoleGrant]:
        if user.role:
            yield RoleGrant(ACCOUNT_SCOPE, user.id, user.role)
        for one in self._visible(USER_ROLES, unseen, f"/v1/users/{user.id}/connections"):
            yield RoleGrant(one.id, user.id, one.role)

    def _of_team(self, team: ListedEntry, unseen: list[str]) -> Iterator[RoleGrant]:
        base = f"/v1/teams/{team.id}"
        members = self._visible(TEAM_ROLES, unseen, f"{base}/users")
        given = [RoleGrant(ACCOUNT_SCOPE, "", team.role, team.name)] if team.role else []
        for kind in ("groups", "connections"):
            there = self._visible(TEAM_ROLES, unseen, f"{base}/{kind}")
            given += [RoleGrant(one.id, "", one.role, team.name) for one in there]
        for one in members:
            yield from (replace(grant, user_id=one.id) for grant in given)

    def _visible(self, what: str, unseen: list[str], path: str, **filters: str) -> Sequence[ListedEntry]:
        """Return a list; if our key can't read it, add `what` to `unseen` and return an empty one."""
        try:
            return self._list(path, **filters)
        except (Refused, Misconfigured):
            unseen.append(what)
            return []

    def _list(self, path: str, **filters: str) -> Sequence[ListedEntry]:
        call = replace(list_call(path, **filters), timeout_seconds=MEMBERSHIP_TIMEOUT_SECONDS)
        return self.foreign.read_list("membership", self.client.items(call), parse_entry, place=path).items


def parse_entry(fields: Fields) -> ListedEntry:
    """Parse an entry; members of a team have a `user_id`, users have two names, teams have one."""
    given, family = (fields.lenient(name, as_text, "") for name in ("given_name", "family_name"))
    entry_id = fields.require("id" if fields.raw.get("id") else "user_id", as_text)
    name = fields.lenient("name", as_text, f"{given} {family}".strip() or "unnamed user")
    return ListedEntry(entry_id, name, fields.lenient("role", as_text, ""))
