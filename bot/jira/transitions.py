"""What a decision means in a workflow that somebody else drew."""

from collections.abc import Iterable, Mapping
from typing import Any

DEFAULT_STATUS_NAMES: Mapping[str, frozenset[str]] = {
    "approved": frozenset({"approved"}),
    "declined": frozenset({"declined", "rejected", "won't do"}),
    "withdrawn": frozenset({"withdrawn", "cancelled", "canceled"}),
    "started": frozenset({"in progress"}),
    "done": frozenset({"done", "resolved", "closed"}),
}
"""Outcome → usual names of its status, in lower case. Categories cannot tell done from declined."""


def status_names_for(outcome: str, configured: Mapping[str, str]) -> frozenset[str]:
    """Names or ids of the status that `outcome` means: the configured one, else the usual ones."""
    if chosen := configured.get(outcome):
        return frozenset({chosen.casefold()})
    return DEFAULT_STATUS_NAMES.get(outcome, frozenset())


def has_status_in(status: Mapping[str, Any], names: frozenset[str]) -> bool:
    """Whether a status is one of those named, by name or by id."""
    return bool(names & {str(status.get("name", "")).casefold(), str(status.get("id", ""))})


def single_transition(transitions: Iterable[Mapping[str, Any]], names: frozenset[str]) -> str | None:
    """The id of the one transition that leads there and asks for nothing; None when it is not exactly one."""
    ways = [
        way
        for way in transitions
        if has_status_in(way.get("to") or {}, names) and not _has_required_fields(way)
    ]
    return str(ways[0]["id"]) if len(ways) == 1 else None


def _has_required_fields(transition: Mapping[str, Any]) -> bool:
    fields = (transition.get("fields") or {}).values()
    return any(field.get("required") and not field.get("hasDefaultValue") for field in fields)
