"""The config fields of a service: when each is shown, and which values it accepts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.catalog.field_formats import FieldFormat, check_format
from workflows.errors import Refused
from workflows.secret_scanning import require_no_secret
from workflows.typed_text import clean_line, clean_lines


class FieldKind(StrEnum):
    """The type of a config field's value."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "lines"
    """Several texts, one a line."""
    NUMBERS = "numbers"
    """Several whole numbers, one a line."""


@dataclass(frozen=True)
class FieldCondition:
    """A field is only shown while another one has one of these values."""

    field_name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ConfigField:
    """A config property of a service that the form asks for."""

    name: str
    title: str
    kind: FieldKind
    hint: str = ""
    options: tuple[str, ...] = ()
    is_required: bool = False
    condition: FieldCondition | None = None
    labels: Mapping[str, str] | None = None
    """Option of Fivetran's list → its words; None if the options are words themselves."""
    format: FieldFormat | None = None
    """What a text has to look like, where that is known."""

    @property
    def form_field(self) -> str:
        """The name of its form field; the prefix keeps it apart from all other fields."""
        return f"config.{self.name}"

    def option_label(self, option: str) -> str:
        """Return the label of an option."""
        return (self.labels or {}).get(option, option)


YES_VALUE, NO_VALUE = "true", "false"
MAX_TEXT_CHARS, MAX_LIST_CHARS = 300, 1_000
INT32_BOUND = 2**31
MAX_LINES = 50
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}")

FormValues = Mapping[str, str | None]
"""Field name → what was typed or chosen (several, one a line); None when the field was left empty."""


def visible_fields(
    config_fields: Sequence[ConfigField], values: FormValues, static_config: Mapping[str, Any]
) -> Iterator[ConfigField]:
    """Return the fields that apply to the values so far; `static_config` fixes values for every request.

    A field whose condition names a hidden field, or is part of a cycle, is hidden too.
    """
    known = {name: _form_text(value) for name, value in static_config.items()}
    candidates = [field for field in config_fields if field.name not in static_config]
    shown: dict[str, ConfigField] = {}
    while True:
        more = [field for field in candidates if field.name not in shown and _applies(field, known)]
        if not more:
            break
        for field in more:
            shown[field.name] = field
            known[field.name] = values.get(field.form_field) or ""
    return (field for field in candidates if field.name in shown)


def _applies(field: ConfigField, known: Mapping[str, str]) -> bool:
    return field.condition is None or known.get(field.condition.field_name, "") in field.condition.values


def _form_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_value(config_field: ConfigField, text: str) -> Any:
    """Parse a value for the creation body; None when the field is empty; raises `Refused`."""
    value = require_no_secret(clean_lines(text))
    if not value:
        if config_field.is_required:
            raise Refused("Choose an option." if config_field.options else "Fill in this field.")
        return None
    return VALUE_PARSERS[config_field.kind](config_field, value)


def _text(field: ConfigField, text: str) -> str:
    value = clean_line(text)
    if len(value) > MAX_TEXT_CHARS:
        raise Refused(f"Use at most {MAX_TEXT_CHARS} characters.")
    return check_format(field.format, value) if field.format else value


def _number(_field: ConfigField, value: str) -> int:
    if not WHOLE_NUMBER.fullmatch(value) or not -INT32_BOUND <= int(value) < INT32_BOUND:
        raise Refused("Enter a whole number, for example 30.")
    return int(value)


def _decimal(_field: ConfigField, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise Refused("Enter a number, for example 1.5.") from None
    if not abs(number) < 1e15:
        raise Refused("Enter a number, for example 1.5.")
    return number


def _yes_no(_field: ConfigField, value: str) -> bool:
    if value not in (YES_VALUE, NO_VALUE):
        raise Refused("Choose an option.")
    return value == YES_VALUE


def _choice(field: ConfigField, value: str) -> str:
    if value not in field.options:
        raise Refused("Choose an option.")
    return value


def _choices(field: ConfigField, value: str) -> list[str]:
    return [_choice(field, line) for line in _lines(value)]


def _list(field: ConfigField, value: str) -> list[str]:
    return [_text(field, line) for line in _lines(value)]


def _numbers(field: ConfigField, value: str) -> list[int]:
    return [_number(field, line) for line in _lines(value)]


def _lines(value: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in value.splitlines() if line.strip()))
    if len(lines) > MAX_LINES:
        raise Refused(f"Enter at most {MAX_LINES} lines.")
    return lines


VALUE_PARSERS: dict[FieldKind, Callable[[ConfigField, str], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DECIMAL: _decimal,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.LIST: _list,
    FieldKind.NUMBERS: _numbers,
}
