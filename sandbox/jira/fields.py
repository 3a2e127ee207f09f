"""The fields of DSRE: what they are called, what they take, and which of them a screen requires."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.jira import adf
from sandbox.jira.accounts import assignable
from sandbox.jira.problems import Problem, Wrong
from sandbox.jira.values import choice, clean_day, clean_labels, clean_line, clean_summary

PRIORITIES: dict[str, str] = {"1": "Highest", "2": "High", "3": "Medium", "4": "Low", "5": "Lowest"}
SENSITIVITIES: dict[str, str] = {
    "10110": "Public",
    "10111": "Internal",
    "10112": "Confidential",
    "10113": "Personal data",
}


@dataclass(frozen=True)
class Field:
    """One field on the screen. `clean` gives the value as it is kept, or raises `Wrong`."""

    id: str
    name: str
    schema: dict[str, Any]
    clean: Callable[[Any], Any]
    required: bool = False
    default: Any = None
    allowed: tuple[dict[str, Any], ...] = ()
    operations: tuple[str, ...] = ("set",)
    nag: str = ""
    """What Jira says when a required field is missing; else the usual sentence."""

    def as_json(self) -> dict[str, Any]:
        """The field as createmeta describes it."""
        facts: dict[str, Any] = {
            "fieldId": self.id,
            "key": self.id,
            "name": self.name,
            "required": self.required,
            "hasDefaultValue": self.default is not None,
            "operations": list(self.operations),
            "schema": self.schema,
        }
        if self.allowed:
            facts["allowedValues"] = [dict(value) for value in self.allowed]
        return facts


def _custom(number: int, kind: str, **facts: Any) -> dict[str, Any]:
    return {
        "custom": f"com.atlassian.jira.plugin.system.customfieldtypes:{kind}",
        "customId": number,
        **facts,
    }


SCREEN: dict[str, Field] = {
    field.id: field
    for field in (
        Field(
            "summary", "Summary", {"type": "string", "system": "summary"}, clean_summary, required=True,
            nag="You must specify a summary of the issue.",
        ),
        Field("description", "Description", {"type": "string", "system": "description"}, adf.check),
        Field(
            "labels", "Labels", {"type": "array", "items": "string", "system": "labels"}, clean_labels,
            operations=("add", "set", "remove"),
        ),
        Field(
            "priority", "Priority", {"type": "priority", "system": "priority"},
            choice("priority", "name", PRIORITIES), default={"id": "3", "name": "Medium"},
            allowed=tuple({"id": key, "name": name} for key, name in PRIORITIES.items()),
        ),
        Field("assignee", "Assignee", {"type": "user", "system": "assignee"}, assignable),
        Field("duedate", "Due date", {"type": "date", "system": "duedate"}, clean_day),
        Field(
            "customfield_10050", "Requesting team", _custom(10050, "textfield", type="string"), clean_line,
            required=True,
        ),
        Field(
            "customfield_10051", "Data sensitivity", _custom(10051, "select", type="option"),
            choice("Data sensitivity", "value", SENSITIVITIES),
            allowed=tuple({"id": key, "value": value} for key, value in SENSITIVITIES.items()),
        ),
    )
}  # fmt: skip
"""The create and edit screen. `reporter` is not on it: the bot may not speak for others."""

EMPTY: dict[str, Any] = {field.id: [] if field.id == "labels" else None for field in SCREEN.values()}


def cleaned(given: dict[str, Any]) -> dict[str, Any]:
    """Every value as it is kept; a `Problem` names each field that is unknown or wrong."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in given.items():
        try:
            values[name] = _value(name, value)
        except Wrong as wrong:
            errors[name] = str(wrong)
    if errors:
        raise Problem(400, **errors)
    return values


def _value(name: str, value: Any) -> Any:
    field = SCREEN.get(name)
    if field is None:
        raise Wrong(f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.")
    if value is not None:
        value = field.clean(value)
    if field.required and value in (None, ""):
        raise Wrong(field.nag or f"{field.name} is required.")
    return EMPTY[name] if value is None else value


def require_all(given: dict[str, Any]) -> dict[str, Any]:
    """`given` with an empty value for every required field it lacks, so that `cleaned` complains of them."""
    missing = {field.id: None for field in SCREEN.values() if field.required and field.id not in given}
    defaults = {
        field.id: field.default for field in SCREEN.values() if field.default and field.id not in given
    }
    return {**given, **missing, **defaults}


def wording(value: Any) -> str | None:
    """A value as the history of an issue writes it."""
    if isinstance(value, dict):
        return adf.plain(value) if value.get("type") == "doc" else value.get("name") or value.get("value")
    if isinstance(value, list):
        return " ".join(value)
    return None if value is None else str(value)
