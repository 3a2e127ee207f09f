"""The fields of DSRE: names, values, and requirements."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.jira import adf
from sandbox.jira.accounts import clean_assignee
from sandbox.jira.problems import InvalidValue, Problem
from sandbox.jira.values import choice_cleaner, clean_day, clean_labels, clean_line, clean_summary

PRIORITIES: dict[str, str] = {"1": "Highest", "2": "High", "3": "Medium", "4": "Low", "5": "Lowest"}
SENSITIVITIES: dict[str, str] = {
    "10110": "Public",
    "10111": "Internal",
    "10112": "Confidential",
    "10113": "Personal data",
}


@dataclass(frozen=True)
class Field:
    """One field on the screen. `clean` returns the value to store or raises `InvalidValue`."""

    id: str
    name: str
    schema: dict[str, Any]
    clean: Callable[[Any], Any]
    required: bool = False
    default: Any = None
    allowed: tuple[dict[str, Any], ...] = ()
    operations: tuple[str, ...] = ("set",)
    required_message: str = ""
    """Jira's message for a missing value, if it differs from the default."""

    def as_json(self) -> dict[str, Any]:
        """Return the field as createmeta describes it."""
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
            required_message="You must specify a summary of the issue.",
        ),
        Field("description", "Description", {"type": "string", "system": "description"}, adf.check),
        Field(
            "labels", "Labels", {"type": "array", "items": "string", "system": "labels"}, clean_labels,
            operations=("add", "set", "remove"),
        ),
        Field(
            "priority", "Priority", {"type": "priority", "system": "priority"},
            choice_cleaner("priority", "name", PRIORITIES), default={"id": "3", "name": "Medium"},
            allowed=tuple({"id": key, "name": name} for key, name in PRIORITIES.items()),
        ),
        Field("assignee", "Assignee", {"type": "user", "system": "assignee"}, clean_assignee),
        Field("duedate", "Due date", {"type": "date", "system": "duedate"}, clean_day),
        Field(
            "customfield_10050", "Requesting team", _custom(10050, "textfield", type="string"), clean_line,
            required=True,
        ),
        Field(
            "customfield_10051", "Data sensitivity", _custom(10051, "select", type="option"),
            choice_cleaner("Data sensitivity", "value", SENSITIVITIES),
            allowed=tuple({"id": key, "value": value} for key, value in SENSITIVITIES.items()),
        ),
    )
}  # fmt: skip
"""The usual create and edit screen. It lacks `reporter`: the bot can't act for other users."""

EMPTY_VALUES: dict[str, Any] = {field.id: [] if field.id == "labels" else None for field in SCREEN.values()}


def clean_fields(given: dict[str, Any], screen: dict[str, Field]) -> dict[str, Any]:
    """Return every value to store. Raises a `Problem` that names each invalid field, or not on the screen."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, value in given.items():
        try:
            values[name] = _value(screen.get(name), name, value)
        except InvalidValue as wrong:
            errors[name] = str(wrong)
    if errors:
        raise Problem(400, **errors)
    return values


def _value(field: Field | None, name: str, value: Any) -> Any:
    if field is None:
        raise InvalidValue(f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.")
    if value is not None:
        value = field.clean(value)
    if field.required and value in (None, ""):
        raise InvalidValue(field.required_message or f"{field.name} is required.")
    return EMPTY_VALUES[name] if value is None else value


def require_fields(given: dict[str, Any], screen: dict[str, Field]) -> dict[str, Any]:
    """Return `given` with an empty value for each missing field, which `clean_fields` then reports."""
    missing = {field.id: None for field in screen.values() if field.required and field.id not in given}
    defaults = {field.id: field.default for field in screen.values() if field.default and field.id not in given}
    return {**given, **missing, **defaults}


def display_text(value: Any) -> str | None:
    """Return a value as the changelog writes it."""
    if isinstance(value, dict):
        return adf.plain(value) if value.get("type") == "doc" else value.get("name") or value.get("value")
    if isinstance(value, list):
        return " ".join(value)
    return None if value is None else str(value)
