"""Read the inputs of the step, which its author typed or took from earlier steps of the workflow."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from workflows.errors import Refused
from workflows.formatting import format_list
from workflows.requests.answers import Sensitivity
from workflows.requests.labels import SENSITIVITY_LABELS
from workflows.requests.mirrors import StepGoal
from workflows.secret_scanning import require_no_secret

T = TypeVar("T")
INPUT_LABELS = {
    "service": "Service",
    "requester": "Requester",
    "purpose": "What is the data for?",
    "business_owner": "Business owner",
    "sensitivity": "Sensitivity",
    "access": "Who needs access?",
    "complete_when": "Continue after",
}
"""Input → its title in Workflow Builder, as in the manifest."""
USER_ID = re.compile(r"[UW][A-Z0-9]{2,30}")
NO_REQUESTER = "Choose the person who requests the connector."


@dataclass(frozen=True)
class StepInputs:
    """What a workflow gave: who requests, when the workflow continues, and answers by field of the form."""

    requester: str
    goal: StepGoal
    answers: Mapping[str, str | None]


def parse_inputs(given: Mapping[str, str]) -> StepInputs:
    """Return the inputs; `given` is plain text by input.

    Raises:
        Refused: An input is missing, isn't an option, or seems to contain a secret. The words name the input.
    """
    for name, text in given.items():
        _name_input(name, require_no_secret, text)
    requester = _name_input("requester", _parse_person, given.get("requester", ""))
    answers: dict[str, str | None] = {name: given[name] for name in ("purpose", "access") if given.get(name)}
    answers["service"] = _name_input("service", _require_text, given.get("service", ""))
    owner = given.get("business_owner", "")
    answers["business_owner"] = _name_input("business_owner", _parse_person, owner) if owner else requester
    if given.get("sensitivity"):
        answers["sensitivity"] = _name_input("sensitivity", _parse_sensitivity, given["sensitivity"])
    return StepInputs(requester, _name_input("complete_when", _parse_goal, given.get("complete_when", "")), answers)


def name_input(name: str, problem: str) -> str:
    """Return a problem in words for the author of the workflow, who sees the titles of the inputs."""
    return f"“{INPUT_LABELS[name]}”: {problem}"


def _name_input(name: str, rule: Callable[[str], T], text: str) -> T:
    try:
        return rule(text)
    except Refused as refusal:
        raise Refused(name_input(name, refusal.message) if name in INPUT_LABELS else refusal.message) from None


def _parse_person(text: str) -> str:
    if not USER_ID.fullmatch(text):
        raise Refused(NO_REQUESTER if not text else "Choose a person, or a variable with a person.")
    return text


def _require_text(text: str) -> str:
    if not text:
        raise Refused("Name a service, such as Salesforce.")
    return text


def _parse_sensitivity(text: str) -> str:
    wanted = " ".join(text.casefold().replace("_", " ").split())
    found = {label: level.value for level, label in SENSITIVITY_LABELS.items()}
    if wanted not in found:
        raise Refused(f"Use {format_list([SENSITIVITY_LABELS[level] for level in Sensitivity], 'or')}.")
    return found[wanted]


def _parse_goal(text: str) -> StepGoal:
    try:
        return StepGoal(text.casefold().strip() or StepGoal.TICKET)
    except ValueError:
        raise Refused(f"Use {format_list([goal.value for goal in StepGoal], 'or')}.") from None
