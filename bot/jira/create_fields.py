"""The create screen of the project: which fields a ticket needs, and our values in their shapes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.jira.adf import doc, paragraph, shorten_text
from bot.jira.client import JiraClient
from workflows.errors import Misconfigured

STANDARD_FIELDS = frozenset({"project", "issuetype", "summary", "description", "labels"})
"""Fields that every ticket of ours has."""
MAX_FIELD_CHARS = 255
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FieldMetadata = dict[str, Any]


@dataclass(frozen=True)
class CreateScreen:
    """One issue type, and the fields that can be set when it is created."""

    issue_type: str
    """Its id."""
    fields: Mapping[str, FieldMetadata]

    def missing_field_errors(self, mapped: Iterable[str]) -> list[str]:
        """Sentences about required fields that nobody gives a value."""
        given = STANDARD_FIELDS | set(mapped)
        return [
            f"Jira requires the field “{field['name']}” ({identity}): give it a value in JIRA_FIELDS."
            for identity, field in self.fields.items()
            if field["required"] and not field.get("hasDefaultValue") and identity not in given
        ]

    def unknown_field_errors(self, mapped: Iterable[str]) -> list[str]:
        """Sentences about fields that have a value but are not on the screen."""
        return [
            f"JIRA_FIELDS names {identity}, which is not on the create screen: take it out, or add it there."
            for identity in mapped
            if identity not in self.fields
        ]

    def fill(self, mapping: Mapping[str, Any], values: Mapping[str, str]) -> FieldMetadata:
        """The mapped fields with `values` in their templates; a choice that does not exist is left out.

        Raises `Misconfigured` when a required field would stay empty.
        """
        if wrong := self.missing_field_errors(mapping) + self.unknown_field_errors(mapping):
            raise Misconfigured(" ".join(wrong))
        shaped = {
            name: format_field_value(self.fields[name], _rendered(template, values))
            for name, template in mapping.items()
        }
        for name, value in shaped.items():
            if value is None and self.fields[name]["required"]:
                title = self.fields[name]["name"]
                raise Misconfigured(f"Jira's field “{title}” ({name}) does not take what JIRA_FIELDS says.")
        return {name: value for name, value in shaped.items() if value is not None}


def read_create_screen(client: JiraClient, project: str, issue_type: str) -> CreateScreen:
    """The screen of the issue type called `issue_type` (its name or id), as Jira describes it now."""
    kinds = [kind for kind in client.issue_types(project) if not kind.get("subtask")]
    for kind in kinds:
        if issue_type.casefold() in (kind["name"].casefold(), kind["id"]):
            fields = {field["fieldId"]: field for field in client.create_fields(project, kind["id"])}
            return CreateScreen(kind["id"], fields)
    names = ", ".join(kind["name"] for kind in kinds) or "none"
    raise Misconfigured(f"{project} has no issue type “{issue_type}” (it has: {names}): set JIRA_ISSUE_TYPE.")


def _rendered(template: Any, values: Mapping[str, str]) -> Any:
    if isinstance(template, str):
        return PLACEHOLDER.sub(lambda place: _value(place, values), template)
    if isinstance(template, dict):
        return {name: _rendered(value, values) for name, value in template.items()}
    return [_rendered(value, values) for value in template] if isinstance(template, list) else template


def _value(place: re.Match[str], values: Mapping[str, str]) -> str:
    if place[1] not in values:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise Misconfigured(f"JIRA_FIELDS names {place[0]}; it may only name {known}.")
    return values[place[1]]


def format_field_value(field: Mapping[str, Any], value: Any) -> Any:
    """A word in the shape that the field takes; anything but a word is taken as the shape itself.

    None when the field offers choices and the word is none of them. Shapes: the examples of `POST issue` in
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
    """
    if not isinstance(value, str):
        return value
    schema = field["schema"]
    if schema["type"] == "array":
        single = {**field, "schema": {**schema, "type": schema.get("items", "string")}}
        item = format_field_value(single, value)
        return None if item is None else [item]
    if schema["type"] == "user":
        return {"accountId": value}
    if schema["type"] == "number":
        return float(value)
    if field.get("allowedValues"):
        return _choice(field["allowedValues"], value)
    if str(schema.get("custom", "")).endswith(":textarea"):
        return doc(paragraph(value))
    return shorten_text(" ".join(value.split()), MAX_FIELD_CHARS)


def _choice(allowed: Iterable[Mapping[str, Any]], value: str) -> FieldMetadata | None:
    for option in allowed:
        label = str(option.get("value", option.get("name", "")))
        if label.casefold() == value.casefold():
            return {"id": str(option["id"])} if "id" in option else {"value": label}
    return None
