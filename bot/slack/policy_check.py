"""Find approval policies that leave no approver, each with its fix."""

from collections.abc import Iterator

from bot.slack.directory import SlackDirectory
from workflows.approvals.panel import Panel
from workflows.approvals.policy import Names, Requirement
from workflows.errors import UnknownPerson
from workflows.formatting import format_list

DEFAULT = "(default)"
"""Stands for every service without a policy of its own; it isn't an id in Fivetran's catalog."""


def check_policies(directory: SlackDirectory) -> Iterator[str]:
    """Yield every group and person that Slack doesn't know, and every policy that a requester can block."""
    policies = directory.policies
    for named in dict.fromkeys(policies.all_listed()):
        yield from _unknown(named, directory)
    seen: dict[object, None] = {}
    for service in [DEFAULT, *policies.by_service]:
        for is_sensitive in (False, True):
            panel = directory.panel(service, is_sensitive=is_sensitive, fresh=True)
            requirement = policies.requirement(service, is_sensitive=is_sensitive)
            if requirement.fallback and requirement.is_named and requirement not in seen:
                seen[requirement] = None
                yield from _too_few(panel, directory, requirement, is_sensitive=is_sensitive)


def _unknown(named: Names, directory: SlackDirectory) -> Iterator[str]:
    for name in named.names:
        try:
            is_known = directory.person_named(name) or directory.group_named(name)
        except UnknownPerson:
            is_known = None
        if not is_known:
            yield f"{named.place} names {name}, which Slack doesn't know. Correct it, or remove it."


def _too_few(panel: Panel, directory: SlackDirectory, requirement: Requirement, *, is_sensitive: bool) -> Iterator[str]:
    """Yield the problem if the request of one of the approvers leaves too few others."""
    absent = {user for user in panel.deciders if not directory.has_account(user)}
    present = panel.deciders - absent
    if panel.is_fallback or not all(panel.without({one, *absent}).is_fillable for one in present):
        data = " for sensitive data" if is_sensitive else ""
        few = "too few" if len(panel.seats) > 1 else "fewer than two"
        places = format_list(list(dict.fromkeys(voters.places[0] for voters in requirement.seats)), "and")
        yield (
            f"{places} leaves {few} people who can approve requests{data}, so one person's own request "
            "goes to the fallback. Name another person or group."
        )
