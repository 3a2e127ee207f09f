"""Who is in the user groups that own connections, as Slack said at most two minutes ago."""

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import structlog

from bot.foreign.fields import Fields, as_text
from bot.slack.directory import DIRECTORY_TTL_SECONDS, SlackDirectory
from workflows.errors import DeskError
from workflows.ownership.model import is_group

log = structlog.get_logger(__name__)
GroupMembers = Mapping[str, frozenset[str]]
"""Group id → the user ids of its members."""


@dataclass
class GroupMemberships:
    """One call reads all groups; without a group that owns something, none is made."""

    directory: SlackDirectory
    owning_groups: Callable[[], Collection[str]]
    """Returns the ids of the groups that own connections."""
    clock: Callable[[], float] = time.monotonic
    _known: list[tuple[float, GroupMembers]] = field(default_factory=list)

    def groups_of(self, user_id: str) -> Collection[str]:
        """Return the owning groups that a person is in; none while Slack doesn't say."""
        return [group for group, members in self._members().items() if user_id in members]

    def expand(self, slack_ids: Collection[str]) -> set[str]:
        """Return these people, and the members of these groups, after a change of an owner."""
        self._known.clear()
        members = self._members() if any(map(is_group, slack_ids)) else {}
        return {*slack_ids}.union(*(members.get(one, frozenset()) for one in slack_ids))

    def _members(self) -> GroupMembers:
        now = self.clock()
        if self._known and now - self._known[0][0] < DIRECTORY_TTL_SECONDS:
            return self._known[0][1]
        try:
            members = self._read()
        except DeskError as failure:
            log.info("Slack doesn't say who is in the groups that own connections", reason=failure.message)
            return {}
        self._known[:] = [(now, members)]
        return members

    def _read(self) -> GroupMembers:
        """Read the members of the owning groups.

        https://docs.slack.dev/reference/methods/usergroups.list
        """
        groups = set(self.owning_groups())
        if not groups:
            return {}
        listed = self.directory.slack.call("usergroups_list", include_users=True)["usergroups"]
        parsed = self.directory.foreign.read_list("user group", listed, parse_members).items
        return {group: members for group, members in parsed if group in groups}


def parse_members(fields: Fields) -> tuple[str, frozenset[str]]:
    """Parse a user group into its id and its members."""
    return fields.require("id", as_text), frozenset(fields.entries("users", as_text))
