"""Map the outcomes of a request to the statuses of the project's own Jira workflow."""

from collections.abc import Iterable, Mapping
from typing import Any

from workflows.formatting import format_list

DEFAULT_STATUS_NAMES: Mapping[str, frozenset[str]] = {
    "approved": frozenset({"approved"}),
    "declined": frozenset({"declined", "rejected", "won't do"}),
    "withdrawn": frozenset({"withdrawn", "cancelled", "canceled"}),
    "started": frozenset({"in progress"}),
    "done": frozenset({"done", "resolved", "closed"}),
}
"""Outcome → usual status names, in lower case. Status categories can't tell done from declined."""
OUTCOME_LABELS: Mapping[str, str] = {
    "approved": "Approved",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "started": "In Progress",
    "done": "Done",
}
PROGRESS = ("approved", "started", "done")
"""Outcomes in their order: a ticket that is further along isn't moved back."""


def status_names_for(outcome: str, configured: Mapping[str, str]) -> frozenset[str]:
    """Return the configured status name or id for `outcome`, or else the usual names.

    An empty name in the settings leaves the outcome out: there are no names.
    """
    if (name := configured.get(outcome)) is not None:
        return frozenset({name.casefold()} - {""})
    return DEFAULT_STATUS_NAMES.get(outcome, frozenset())


def has_status_in(status: Mapping[str, Any], names: frozenset[str]) -> bool:
    """Whether `status` is one of `names`, by name or id."""
    return bool(names & {str(status.get("name", "")).casefold(), str(status.get("id", ""))})


def later_status_names(outcome: str, configured: Mapping[str, str]) -> frozenset[str]:
    """Return the names of `outcome` and of the outcomes that come after it."""
    later = PROGRESS[PROGRESS.index(outcome) :] if outcome in PROGRESS else (outcome,)
    return frozenset().union(*(status_names_for(each, configured) for each in later))


def choose_transition(transitions: Iterable[Mapping[str, Any]], names: frozenset[str]) -> tuple[str | None, str]:
    """Return the id of the only transition to `names` without required fields, or None and why there is none."""
    leading = [transition for transition in transitions if has_status_in(transition.get("to") or {}, names)]
    fitting = [transition for transition in leading if not _required_fields(transition)]
    if len(fitting) == 1:
        return str(fitting[0]["id"]), ""
    if len(fitting) > 1:
        ways = format_list([f"“{transition.get('name', '')}”" for transition in fitting], "and")
        return None, f"several transitions lead there, {ways}, so a person has to choose"
    if leading:
        fields = ", ".join(_required_fields(leading[0]))
        return None, f"its transition “{leading[0].get('name', '')}” requires {fields}"
    return None, "its workflow has no transition there from its current status"


def _required_fields(transition: Mapping[str, Any]) -> list[str]:
    fields = (transition.get("fields") or {}).items()
    return [
        str(field.get("name", field_id))
        for field_id, field in fields
        if field.get("required") and not field.get("hasDefaultValue")
    ]
