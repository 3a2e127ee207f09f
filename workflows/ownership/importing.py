"""Import owners from a table of connections and owners. Either every line is right, or nothing changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.formatting import format_list
from workflows.ownership.model import OwnerChange, Ownership, is_group, owner_of
from workflows.ownership.ports import Groups, Owners
from workflows.permissions import check_member
from workflows.ports import Directory
from workflows.requests.ports import Requests


@dataclass(frozen=True)
class OwnerLine:
    """One line of the table."""

    number: int
    """Its number in the file, from 1."""
    connection: str
    """The id, or the name if only one connection has it."""
    owner: str
    """An email address, or the Slack id of a person or a user group."""


class Outcome(StrEnum):
    """What a line leads to."""

    SET = "set"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class PlannedOwner:
    """What a line leads to, and the ownership before and after."""

    line: OwnerLine
    connection: Connection
    before: Ownership
    after: Ownership

    @property
    def outcome(self) -> Outcome:
        """Return whether the line changes anything."""
        return Outcome.UNCHANGED if self.before.owner == self.after.owner else Outcome.SET


@dataclass(frozen=True)
class ImportPlan:
    """What an import does: its changes, or the mistakes that stop it."""

    owners: tuple[PlannedOwner, ...]
    mistakes: tuple[str, ...]


@dataclass(frozen=True)
class ImportPorts:
    """What an import needs from outside."""

    directory: Directory
    requests: Requests
    owners: Owners
    groups: Groups
    find: Callable[[str], Sequence[Connection]]
    """Returns the connections that an id or a name means."""
    environments: Mapping[str, str] = field(default_factory=dict)
    """Fivetran group id → name."""


def plan_import(lines: Iterable[OwnerLine], now: datetime, ports: ImportPorts) -> ImportPlan:
    """Check every line, and return what to do. Nothing changes yet. Raises `Unavailable` while Slack is away."""
    planned: list[PlannedOwner] = []
    mistakes: list[str] = []
    for line in lines:
        try:
            planned.append(_plan(line, now, ports))
        except Refused as mistake:
            mistakes.append(f"line {line.number}: {mistake.message}")
    return ImportPlan(tuple(planned), (*mistakes, *_repeated(planned)))


def carry_out(plan: ImportPlan, ports: ImportPorts) -> Iterator[PlannedOwner]:
    """Set the owners, and yield what was set. Raises `Unavailable` if an owner changed meanwhile: run it again."""
    for one in plan.owners:
        if one.outcome is Outcome.SET:
            if not ports.owners.change(one.before, one.after, OwnerChange.IMPORTED, ""):
                raise Unavailable(f"The owner of {one.connection.name} changed meanwhile. Run the import again.")
            yield one


def _plan(line: OwnerLine, now: datetime, ports: ImportPorts) -> PlannedOwner:
    connection = _find(line.connection, ports)
    if owner := owner_of(ports.requests.find_by_connection(connection.id), None):
        raise Refused(f"{owner.name} requested {connection.name}. Reassign it on the card of the request.")
    owner_id, name = _owner(line.owner, ports)
    before = ports.owners.get(connection.id)
    return PlannedOwner(line, connection, before, before.give_to(owner_id, name, "", now))


def _find(name: str, ports: ImportPorts) -> Connection:
    if not name:
        raise Refused("the connection is missing.")
    found = ports.find(name)
    if not found:
        raise Refused(f"there isn't a connection “{name}”. Use its id or its destination schema.")
    if len(found) > 1:
        named = [f"{one.id} ({ports.environments.get(one.group_id, one.group_id)})" for one in found]
        raise Refused(f"“{name}” can be {format_list(named, 'or')}. Use the id.")
    return found[0]


def _owner(text: str, ports: ImportPorts) -> tuple[str, str]:
    """Return the Slack id and the name of an owner."""
    if not text:
        raise Refused("the owner is missing.")
    if is_group(text) and "@" not in text:
        return text, ports.groups.name_of(text)
    try:
        person = ports.directory.find_by_email(text) if "@" in text else ports.directory.look_up(text, fresh=True)
        check_member(person, ports.directory.home())
    except Refused as refusal:
        raise Refused(f"“{text}” can't be an owner: {refusal.message}") from None
    return person.id, person.name


def _repeated(planned: Sequence[PlannedOwner]) -> Iterator[str]:
    first: dict[str, int] = {}
    for one in planned:
        number = first.setdefault(one.connection.id, one.line.number)
        if number != one.line.number:
            yield f"line {one.line.number}: {one.connection.name} is in line {number} already."
