"""What the form proposes, one line each with *Change*, in place of a field."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.slack.views.blocks import Block, button, escape_cut, section
from bot.slack.views.form_state import DESTINATION, FormState
from workflows.catalog.destination import dataset_path
from workflows.catalog.service import complete_destination, dataset_name
from workflows.requests.answers import Sensitivity
from workflows.requests.labels import FRESHNESS_LABELS, SENSITIVITY_LABELS
from workflows.requests.proposals import REQUESTER_AND_OWNER
from workflows.requests.timeline import DEV_PROJECT

CHANGE = "change"
"""Prefix of the action ids of *Change* and *Show*: what follows is the line."""
LINE_NAMES: Mapping[str, str] = {
    DESTINATION: "the name",
    "sensitivity": "how sensitive the data is",
    "access": "who needs access",
    "freshness": "how fresh the data is",
    "delete_after": "when the data is deleted",
    "reports": "the reports",
}
"""Line → what *Change* changes, for screen readers."""
CHANGE_BUTTONS: Mapping[str, Block] = {
    line: button(f"{CHANGE}_{line}", "Change", "", accessibility_label=f"Change {what}")
    for line, what in LINE_NAMES.items()
}
"""Line → its button, for a form without an id."""


def proposal_line(state: FormState, name: str) -> Block:
    """Return the line of a proposal, with the button that turns it into a field."""
    return section(LINE_TEXTS[name](state), accessory={**CHANGE_BUTTONS[name], "value": state.form_id})


def settings_line(state: FormState, count: int) -> Block:
    """Return the line that stands for the settings that most requesters skip."""
    show = button(f"{CHANGE}_settings", "Show", state.form_id, accessibility_label="Show the advanced settings")
    return section(f"*Advanced settings ({count})* – most people skip these", accessory=show)


def _destination(state: FormState) -> str:
    assert state.service
    names = {name: state.values.get(name) for name in state.service.destination_fields}
    name = dataset_name(complete_destination(state.service, names))
    return f"Lands in {dataset_path(DEV_PROJECT, name, state.service.naming)}"


def _sensitivity(state: FormState) -> str:
    level = Sensitivity(state.values["sensitivity"] or "")
    label = SENSITIVITY_LABELS[level].capitalize()
    return label if level is Sensitivity.PERSONAL else f"{label} data" if level is not Sensitivity.NOT_SURE else label


def _access(state: FormState) -> str:
    audience = state.values["access"] or ""
    if audience != REQUESTER_AND_OWNER:
        return f"For {escape_cut(audience, 200)}"
    is_same = state.viewer_id and state.values.get("business_owner") == state.viewer_id
    return "For you" if is_same else "For you and the business owner"


def _freshness(state: FormState) -> str:
    return f"Synced {FRESHNESS_LABELS.get(state.values['freshness'], '')}"  # type: ignore[call-overload]


def _delete_after(state: FormState) -> str:
    day = date.fromisoformat(state.values["delete_after"] or "")
    return f"Kept until {day:%B} {day.day}, {day.year}"


def _reports(state: FormState) -> str:
    assert state.service
    count = len(state.service.reports)
    return f"All {count} reports" if count > 1 else "One report"


LINE_TEXTS: Mapping[str, Callable[[FormState], str]] = {
    DESTINATION: _destination,
    "sensitivity": _sensitivity,
    "access": _access,
    "freshness": _freshness,
    "delete_after": _delete_after,
    "reports": _reports,
}
