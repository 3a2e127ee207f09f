"""The key `approval` of `services.yaml`: who decides requests."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, StrictInt, StrictStr

from workflows.approvals.policy import MAX_NEEDED, Names, Number, Policies, Policy

APPROVAL = "approval"
"""The key of a service, and the reserved key at the top level, which counts for all services."""
EXAMPLE = '["@data-eng", bo@example.com]'
APPROVER_NAME = re.compile(
    r"\A(?:@?[a-z0-9][a-z0-9._-]{0,79}|[SUW][A-Z0-9]{2,20}|[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+)\Z"
)
Lines = Mapping[tuple[str, ...], int]
"""Path of keys → line, for the keys below `approval`."""


def _check_name(name: str) -> str:
    if not APPROVER_NAME.match(name):
        raise ValueError(f"{name} is neither a group nor a person; write a group's handle or an email, as in {EXAMPLE}")
    return name


def _check_names(names: list[str]) -> list[str]:
    if not names:
        raise ValueError(f"names no group and no person; write a list such as {EXAMPLE}")
    if len(set(names)) != len(names):
        raise ValueError("names a group or person twice")
    return names


ListedNames = Annotated[list[Annotated[StrictStr, AfterValidator(_check_name)]], AfterValidator(_check_names)]


def _check_number(number: int) -> int:
    if not 1 <= number <= MAX_NEEDED:
        raise ValueError(f"must be a number of people from 1 to {MAX_NEEDED}, such as 2")
    return number


class SensitiveEntry(BaseModel):
    """Who approves requests for sensitive data as well."""

    model_config = ConfigDict(extra="forbid")

    approvers: ListedNames


class ApprovalEntry(BaseModel):
    """Who decides requests for a service, or for all services."""

    model_config = ConfigDict(extra="forbid")

    approvers: ListedNames | None = None
    needed: Annotated[StrictInt, AfterValidator(_check_number)] | None = None
    sensitive: SensitiveEntry | None = None
    fallback: ListedNames | None = None


def policy_lines(root: yaml.Node | None) -> dict[tuple[str, ...], int]:
    """Return the lines of the keys at and below `approval`."""
    lines: dict[tuple[str, ...], int] = {}
    for key in _keys(root):
        for path in [(key,)] if key.name == APPROVAL else [(key, each) for each in _keys(key.value)]:
            if path[-1].name == APPROVAL:
                _add_lines(lines, tuple(each.name for each in path), path[-1])
    return lines


class _Key(NamedTuple):
    name: str
    line: int
    value: yaml.Node


def _add_lines(lines: dict[tuple[str, ...], int], path: tuple[str, ...], key: _Key) -> None:
    lines[path] = key.line
    for each in _keys(key.value):
        _add_lines(lines, (*path, each.name), each)


def _keys(node: yaml.Node | None) -> Iterable[_Key]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return [_Key(str(key.value), key.start_mark.line + 1, value) for key, value in pairs]


def policies_of(default: ApprovalEntry | None, entries: Mapping[str, ApprovalEntry], lines: Lines) -> Policies:
    """Return the policies that the file describes."""
    by_service = {service: _policy((service, APPROVAL), entry, lines) for service, entry in entries.items()}
    return Policies(_policy((APPROVAL,), default or ApprovalEntry(), lines), by_service)


def _policy(path: tuple[str, ...], entry: ApprovalEntry, lines: Lines) -> Policy:
    def place(*keys: str) -> str:
        where = (*path, *keys)
        return f"services.yaml, line {lines.get(where, 1)}: {'.'.join(where)}"

    return Policy(
        Names(tuple(entry.approvers), place("approvers")) if entry.approvers else None,
        Names(tuple(entry.fallback), place("fallback")) if entry.fallback else None,
        Number(entry.needed, place("needed")) if entry.needed else None,
        Names(tuple(entry.sensitive.approvers), place("sensitive", "approvers")) if entry.sensitive else None,
    )


def line_prefix(path: tuple[Any, ...], lines: Lines) -> str:
    """Return `line 12: ` for a place at or below `approval`; nothing elsewhere."""
    known = [lines[path[:size]] for size in range(1, len(path) + 1) if path[:size] in lines]
    return f"line {known[-1]}: " if known else ""
