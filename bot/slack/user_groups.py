"""Slack user groups as owners."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.slack.directory import SlackDirectory, parse_group
from workflows.errors import Refused


@dataclass(frozen=True)
class SlackUserGroups:
    """Implements `workflows.ownership.ports.Groups`."""

    directory: SlackDirectory

    def members_of(self, group: str) -> frozenset[str]:
        return self.directory.members_of(group)

    def name_of(self, group: str) -> str:
        name = self.handles().get(group)
        if name is None:
            raise Refused("Slack doesn't know this user group.")
        return name

    def handles(self) -> Mapping[str, str]:
        """Return id → handle of the groups in use, for example `@data-eng`.

        https://docs.slack.dev/reference/methods/usergroups.list
        """
        listed = self.directory.slack.call("usergroups_list")["usergroups"]
        found = self.directory.foreign.read_list("user group", listed, parse_group).items
        return {group: f"@{handle}" for group, handle in found}
