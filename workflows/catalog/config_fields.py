"""What a service wants to know beyond names: questions, when they are asked, and what an answer may be."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.errors import Refused
from workflows.secret_scanning import must_hold_no_secret


class Kind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    NUMBER = "number"
    DECIMAL = "decimal"
    YES_NO = "yes or no"
    CHOICE = "one of"
    CHOICES = "some of"
    LIST = "lines"
    """Several texts, one a line."""
    NUMBERS = "numbers"
    """Several whole numbers, one a line."""


@dataclass(frozen=True)
class Condition:
    """A question is only asked when another one has been answered like this."""

    other: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One config property of a service that is worth asking for."""

    name: str
    title: str
    kind: Kind
    hint: str = ""
    options: tuple[str, ...] = ()
    required: bool = False
    when: Condition | None = None
    labels: Mapping[str, str] | None = None
    """Option → what people read instead of it."""

    @property
    def field(self) -> str:
        """The name of its field in a form; no destination name and no other field is called like this."""
        return f"config.{self.name}"

    def label(self, option: str) -> str:
        """What people read for an option."""
        return (self.labels or {}).get(option, option)


YES, NO = "true", "false"
LONGEST_TEXT, LONGEST_LIST = 300, 1_000
INT32 = 2**31
MOST_LINES = 50
WHOLE = re.compile(r"-?[0-9]{1,20}")

Given = Mapping[str, str | None]


def asked(questions: Sequence[Question], given: Given, fixed: Mapping[str, Any]) -> Iterator[Question]:
    """The questions that apply to what was answered so far; `fixed` is answered for everybody.

    A question that hangs on one which is not asked (or whose chain runs in a circle) is not asked either.
    """
    known = {name: _written(value) for name, value in fixed.items()}
    open_ = [question for question in questions if question.name not in fixed]
    shown: dict[str, Question] = {}
    while True:
        more = [q for q in open_ if q.name not in shown and _applies(q, known)]
        if not more:
            break
        for question in more:
            shown[question.name] = question
            known[question.name] = given.get(question.field) or ""
    return (question for question in open_ if question.name in shown)


def _applies(question: Question, known: Mapping[str, str]) -> bool:
    return question.when is None or known.get(question.when.other, "") in question.when.values


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def read(question: Question, text: str) -> Any:
    """The value that belongs into the creation body; None when there is none; `Refused` in words."""
    value = must_hold_no_secret(text.strip())
    if not value:
        if question.required:
            raise Refused("Choose one." if question.options else "This is needed.")
        return None
    return READERS[question.kind](question, value)


def _text(_question: Question, value: str) -> str:
    if len(value) > LONGEST_TEXT:
        raise Refused(f"At most {LONGEST_TEXT} characters.")
    return value


def _number(_question: Question, value: str) -> int:
    if not WHOLE.fullmatch(value) or not -INT32 <= int(value) < INT32:
        raise Refused("Enter a whole number.")
    return int(value)


def _decimal(_question: Question, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise Refused("Enter a number.") from None
    if not abs(number) < 1e15:
        raise Refused("Enter a number.")
    return number


def _yes_no(_question: Question, value: str) -> bool:
    if value not in (YES, NO):
        raise Refused("Choose one.")
    return value == YES


def _choice(question: Question, value: str) -> str:
    if value not in question.options:
        raise Refused("Choose one.")
    return value


def _choices(question: Question, value: str) -> list[str]:
    return [_choice(question, one) for one in _lines(value)]


def _list(question: Question, value: str) -> list[str]:
    return [_text(question, one) for one in _lines(value)]


def _numbers(question: Question, value: str) -> list[int]:
    return [_number(question, one) for one in _lines(value)]


def _lines(value: str) -> list[str]:
    lines = list(dict.fromkeys(line.strip() for line in value.splitlines() if line.strip()))
    if len(lines) > MOST_LINES:
        raise Refused(f"At most {MOST_LINES} lines.")
    return lines


READERS: dict[Kind, Callable[[Question, str], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.LIST: _list,
    Kind.NUMBERS: _numbers,
}
