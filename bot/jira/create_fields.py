"""The create screen of the project: the fields a ticket needs, and values in their format."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.jira.client import JiraClient
from bot.jira.field_formats import FieldMetadata, format_field_value, is_number, parse_number
from workflows.errors import Misconfigured

STANDARD_FIELDS = frozenset({"project", "issuetype", "summary", "description", "labels"})
"""Fields that the bot always sets."""
SCREEN_FIELDS: Mapping[str, str] = {
    "summary": "Summary",
    "description": "Description",
    "labels": "Labels",
}
"""Field id → name, of the fields that the bot sets and that an administrator can take off the screen."""
SCREEN_FIELD_USES: Mapping[str, str] = {"labels": "to find its tickets again"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class CreateScreen:
    """An issue type and the fields on its create screen."""

    issue_type: str
    """Id of the issue type."""
    fields: Mapping[str, FieldMetadata]
    name: str = ""
    """Name of the issue type, for people."""
    settings: str = "JIRA"
    """How the names of the settings that describe its tickets begin."""

    def errors(self, mapping: Mapping[str, Any]) -> list[str]:
        """Return an error for each reason why no ticket can be opened with the templates of `mapping`."""
        mapped = list(mapping)
        return [
            *self._absent_field_errors(),
            *self._missing_value_errors(mapped),
            *self._unknown_field_errors(mapped),
            *self._text_for_number_errors(mapping),
        ]

    def _absent_field_errors(self) -> Iterator[str]:
        """Yield an error for each field that the bot sets and the screen doesn't have."""
        for field_id, name in SCREEN_FIELDS.items():
            if field_id not in self.fields:
                use = SCREEN_FIELD_USES.get(field_id, "for its tickets")
                yield (
                    f"The create screen of {self.name or 'the issue type'} has no field {name}, which the bot "
                    f"needs {use}. Add the field to the screen."
                )

    def _missing_value_errors(self, mapped: list[str]) -> Iterator[str]:
        """Yield an error for each required field without a value."""
        given = STANDARD_FIELDS | set(mapped)
        for field_id, field in self.fields.items():
            if field.get("required") and not field.get("hasDefaultValue") and field_id not in given:
                name = field.get("name", field_id)
                yield f"Jira requires the field “{name}” ({field_id}). Set its value in {self.settings}_FIELDS."

    def _unknown_field_errors(self, mapped: list[str]) -> Iterator[str]:
        """Yield an error for each mapped field that isn't on the screen."""
        setting = f"{self.settings}_FIELDS"
        for field_id in mapped:
            if field_id not in self.fields:
                yield f"{setting} names {field_id}, which isn't on the create screen. Add it there, or remove it."

    def _text_for_number_errors(self, mapping: Mapping[str, Any]) -> Iterator[str]:
        """Yield an error for each number field that gets text. What placeholders stand for is text."""
        setting = f"{self.settings}_FIELDS"
        for field_id, template in mapping.items():
            field = self.fields.get(field_id, {})
            if is_number(field) and isinstance(template, str) and parse_number(template) is None:
                name = field.get("name", field_id)
                yield f"Jira's field “{name}” ({field_id}) takes a number. {setting} gives it “{template}”."

    def fill(self, mapping: Mapping[str, Any], values: Mapping[str, str]) -> FieldMetadata:
        """Fill the templates of `mapping` with `values`. Optional choices that don't exist are left out.

        Raises:
            Misconfigured: The screen lacks a field, a required field would be empty, or a field or placeholder
                is unknown.
        """
        if errors := self.errors(mapping):
            raise Misconfigured(" ".join(errors))
        texts = {name: _fill_template(template, values, self.settings) for name, template in mapping.items()}
        filled = {name: format_field_value(self.fields[name], text) for name, text in texts.items()}
        for name, value in filled.items():
            if value is None and self.fields[name].get("required"):
                title = self.fields[name].get("name", name)
                where = f"{self.settings}_FIELDS"
                raise Misconfigured(f"Jira's field “{title}” ({name}) rejects its value in {where}. Correct it.")
        return {name: value for name, value in filled.items() if value is not None}


def read_create_screen(client: JiraClient, project: str, issue_type: str, settings: str = "JIRA") -> CreateScreen:
    """Fetch the create screen of an issue type, given by name or id. `settings` is how the settings' names begin."""
    known = [known for known in client.issue_types(project) if not known.get("subtask")]
    for found in known:
        if issue_type.casefold() in (found["name"].casefold(), found["id"]):
            fields = {field["fieldId"]: field for field in client.create_fields(project, found["id"])}
            return CreateScreen(found["id"], fields, f"{found['name']} in {project}", settings)
    names = ", ".join(found["name"] for found in known) or "none"
    where = f"{settings}_ISSUE_TYPE"
    raise Misconfigured(f"{project} has no issue type “{issue_type}”. Set {where} to one of: {names}.")


def has_placeholder(template: Any) -> bool:
    """Whether the value of a template depends on the request."""
    if isinstance(template, str):
        return PLACEHOLDER.search(template) is not None
    parts = template.values() if isinstance(template, dict) else template if isinstance(template, list) else ()
    return any(map(has_placeholder, parts))


def _fill_template(template: Any, values: Mapping[str, str], settings: str) -> Any:
    if isinstance(template, str):
        return PLACEHOLDER.sub(lambda match: _placeholder_value(match, values, settings), template)
    if isinstance(template, dict):
        return {name: _fill_template(value, values, settings) for name, value in template.items()}
    return [_fill_template(value, values, settings) for value in template] if isinstance(template, list) else template


def _placeholder_value(match: re.Match[str], values: Mapping[str, str], settings: str) -> str:
    if match[1] not in values:
        known = ", ".join(f"{{{name}}}" for name in values)
        raise Misconfigured(f"{settings}_FIELDS has the unknown placeholder {match[0]}. Use one of: {known}.")
    return values[match[1]]
