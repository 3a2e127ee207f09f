"""Map the outcomes of a request to the statuses of the project's own Jira workflow."""

from collections.abc import Iterable, Mapping
from typing import Any

DEFAULT_STATUS_NAMES: Mapping[str, frozenset[str]] = {
    "approved": frozenset({"approved"}),
    "declined": frozenset({"declined", "rejected", "won't do"}),
    "withdrawn": frozenset({"withdrawn", "cancelled", "canceled"}),
    "started": frozenset({"in progress"}),
    "done": frozenset({"done", "resolved", "closed"}),
}
"""Outcome → usual status names, in lower case. Status categories can't tell done from declined."""


def status_names_for(outcome: str, configured: Mapping[str, str]) -> frozenset[str]:
    """Return the configured status name or id for `outcome`, or else the usual names."""
    if name := configured.get(outcome):
        return frozenset({name.casefold()})
    return DEFAULT_STATUS_NAMES.get(outcome, frozenset())


def has_status_in(status: Mapping[str, Any], names: frozenset[str]) -> bool:
    """Whether `status` is one of `names`, by name or id."""
    return bool(names & {str(status.get("name", "")).casefold(), str(status.get("id", ""))})


def single_transition(transitions: Iterable[Mapping[str, Any]], names: frozenset[str]) -> str | None:
    """Return the id of the only transition to `names` without required fields, if exactly one exists."""
    fitting = [
        transition
        for transition in transitions
        if has_status_in(transition.get("to") or {}, names) and not _has_required_fields(transition)
    ]
    return str(fitting[0]["id"]) if len(fitting) == 1 else None


def _has_required_fields(transition: Mapping[str, Any]) -> bool:
    fields = (transition.get("fields") or {}).values()
    return any(field.get("required") and not field.get("hasDefaultValue") for field in fields)
