"""What a service wants to know beyond names: questions, when they are asked, and what an answer may be."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.errors import Refused
from workflows.secret_scanning import require_no_secret


class FieldKind(StrEnum):
    """How a question is answered."""

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
    """A question is only asked when another one has been answered like this."""

    field_name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class ConfigField:
    """One config property of a service that is worth asking for."""

    name: str
    title: str
    kind: FieldKind
    hint: str = ""
    options: tuple[str, ...] = ()
    is_required: bool = False
    condition: FieldCondition | None = None
    labels: Mapping[str, str] | None = None
    """Option → what people read instead of it."""

    @property
    def form_field(self) -> str:
        """The name of its field in a form; no destination name and no other field is called like this."""
        return f"config.{self.name}"

    def option_label(self, option: str) -> str:
        """What people read for an option."""
        return (self.labels or {}).get(option, option)


YES_VALUE, NO_VALUE = "true", "false"
MAX_TEXT_CHARS, MAX_LIST_CHARS = 300, 1_000
INT32_BOUND = 2**31
MAX_LINES = 50
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,20}")

GivenValues = Mapping[str, str | None]


def visible_fields(
    config_fields: Sequence[ConfigField], values: GivenValues, static_config: Mapping[str, Any]
) -> Iterator[ConfigField]:
    """The questions that apply to what was answered so far; `fixed` is answered for everybody.

    A question that hangs on one which is not asked (or whose chain runs in a circle) is not asked either.
    """
    known = {name: _form_text(value) for name, value in static_config.items()}
    open_ = [question for question in config_fields if question.name not in static_config]
    shown: dict[str, ConfigField] = {}
    while True:
        more = [q for q in open_ if q.name not in shown and _applies(q, known)]
        if not more:
            break
        for question in more:
            shown[question.name] = question
            known[question.name] = values.get(question.form_field) or ""
    return (question for question in open_ if question.name in shown)


def _applies(question: ConfigField, known: Mapping[str, str]) -> bool:
    return (
        question.condition is None
        or known.get(question.condition.field_name, "") in question.condition.values
    )


def _form_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_value(config_field: ConfigField, text: str) -> Any:
    """The value that belongs into the creation body; None when there is none; `Refused` in words."""
    value = require_no_secret(text.strip())
    if not value:
        if config_field.is_required:
            raise Refused("Choose one." if config_field.options else "This is needed.")
        return None
    return VALUE_PARSERS[config_field.kind](config_field, value)


def _text(_question: ConfigField, value: str) -> str:
    if len(value) > MAX_TEXT_CHARS:
        raise Refused(f"At most {MAX_TEXT_CHARS} characters.")
    return value


def _number(_question: ConfigField, value: str) -> int:
    if not WHOLE_NUMBER.fullmatch(value) or not -INT32_BOUND <= int(value) < INT32_BOUND:
        raise Refused("Enter a whole number.")
    return int(value)


def _decimal(_question: ConfigField, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise Refused("Enter a number.") from None
    if not abs(number) < 1e15:
        raise Refused("Enter a number.")
    return number


def _yes_no(_question: ConfigField, value: str) -> bool:
    if value not in (YES_VALUE, NO_VALUE):
        raise Refused("Choose one.")
    return value == YES_VALUE


def _choice(question: ConfigField, value: str) -> str:
    if value not in question.options:
        raise Refused("Choose one.")
    return value


def _choices(question: ConfigField, value: str) -> list[str]:
    return [_choice(question, one) for one in _lines(value)]


def _list(question: ConfigField, value: str) -> list[str]:
    return [_text(question, one) for one in _lines(value)]


def _numbers(question: ConfigField, value: str) -> list[int]:
    return [_number(question, one) for one in _lines(value)]


def _lines(value: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in value.splitlines() if line.strip()))
    if len(lines) > MAX_LINES:
        raise Refused(f"At most {MAX_LINES} lines.")
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
