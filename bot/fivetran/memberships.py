"""Who has which role where in Fivetran. No single call tells: it is the union of many.

A person gets a role from the account, a group, a connection, or a team that has one of these. So one census
costs 2 + U + 3T requests for U users and T teams; it is kept for a while, and a part that our key may not see
is named and left out.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import listing
from workflows.answers.context import Logins, Member
from workflows.errors import Misconfigured, Refused, Unavailable

KEPT = 15 * 60.0
"""Seconds. Roles change seldom, and whoever asks hears names, not rights."""
IN_VAIN = 30.0
"""Seconds after a count that failed until there is another."""
PATIENCE = 5.0
AT_ONCE = 8
MOST = 500
"""Users whose roles are asked for one by one: a request each, of 20,000 an hour for the whole account."""
ACCOUNT = ""
USERS, TEAMS = "roles of single users", "roles through teams"
Item = dict[str, Any]


@dataclass(frozen=True)
class Grant:
    """A role that a user has somewhere: in the account, or in the group or connection with this id."""

    where: str
    user: str
    role: str
    team: str = ""


@dataclass(frozen=True)
class Counted:
    """Everything that one census found."""

    names: dict[str, str]
    """Of active users, by id."""
    grants: tuple[Grant, ...]
    unseen: tuple[str, ...]

    def at(self, where: str) -> tuple[Member, ...]:
        """Who has a role there."""
        there = (one for one in self.grants if one.where == where and one.user in self.names)
        return tuple(Member(self.names[one.user], one.role, one.team) for one in there)


@dataclass
class Census:
    """Asks who is who, and remembers it for a quarter of an hour."""

    client: FivetranClient
    now: Callable[[], float] = time.monotonic
    _known: tuple[float, Counted] | None = field(default=None)
    _failed: tuple[float, Unavailable] | None = field(default=None)
    _counting: Lock = field(default_factory=Lock)
    """One count at a time: whoever asks meanwhile waits for it and shares it."""

    def logins(self, group_id: str, connection_id: str) -> Logins:
        """Who can open a group, and one of its connections. Raises `Unavailable`."""
        counted = self._counted()
        members = self._list(f"/v1/groups/{group_id}/users", active="true")
        group = tuple(Member(_name(one), str(one.get("role") or "no role")) for one in members)
        own = counted.at(connection_id) if connection_id else ()
        return Logins(counted.at(ACCOUNT), (*group, *counted.at(group_id)), own, counted.unseen)

    def _counted(self) -> Counted:
        with self._counting:
            if self._known is None or self.now() - self._known[0] > KEPT:
                self._known = self.now(), self._count_unless_in_vain()
            return self._known[1]

    def _count_unless_in_vain(self) -> Counted:
        """The count; while Fivetran does not answer, nobody waits for the same again."""
        if self._failed and self.now() - self._failed[0] < IN_VAIN:
            raise self._failed[1]
        try:
            return self._count()
        except Unavailable as failure:
            self._failed = self.now(), failure
            raise

    def _count(self) -> Counted:
        unseen: list[str] = []
        users = self._visible(USERS, unseen, "/v1/users", active="true")
        teams = self._visible(TEAMS, unseen, "/v1/teams")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            own = list(pool.map(lambda one: list(self._of_user(one, unseen)), users[:MOST]))
            theirs = list(pool.map(lambda one: list(self._of_team(one, unseen)), teams))
        unseen += [USERS] if len(users) > MOST else []
        grants = tuple(grant for some in [*own, *theirs] for grant in some)
        return Counted({str(one["id"]): _name(one) for one in users}, grants, tuple(dict.fromkeys(unseen)))

    def _of_user(self, user: Item, unseen: list[str]) -> Iterator[Grant]:
        ident = str(user["id"])
        if user.get("role"):
            yield Grant(ACCOUNT, ident, str(user["role"]))
        for one in self._visible(USERS, unseen, f"/v1/users/{ident}/connections"):
            yield Grant(str(one["id"]), ident, str(one["role"]))

    def _of_team(self, team: Item, unseen: list[str]) -> Iterator[Grant]:
        base, name = f"/v1/teams/{team['id']}", str(team.get("name") or team["id"])
        members = self._visible(TEAMS, unseen, f"{base}/users")
        given = [Grant(ACCOUNT, "", str(team["role"]), name)] if team.get("role") else []
        for kind in ("groups", "connections"):
            there = self._visible(TEAMS, unseen, f"{base}/{kind}")
            given += [Grant(str(one["id"]), "", str(one["role"]), name) for one in there]
        for one in members:
            yield from (replace(grant, user=str(one["user_id"])) for grant in given)

    def _visible(self, what: str, unseen: list[str], path: str, **filters: str) -> Sequence[Item]:
        """A list; empty where our key may not see it: then it is among what was not seen."""
        try:
            return self._list(path, **filters)
        except (Refused, Misconfigured):
            unseen.append(what)
            return []

    def _list(self, path: str, **filters: str) -> Sequence[Item]:
        return list(self.client.items(replace(listing(path, **filters), patience=PATIENCE)))


def _name(user: Item) -> str:
    return f"{user.get('given_name') or ''} {user.get('family_name') or ''}".strip() or "somebody unnamed"
