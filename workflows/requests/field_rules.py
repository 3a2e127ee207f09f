"""The rules of the form's fields: each returns the parsed value, or raises `Refused` with words for its field."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from workflows.catalog.service import Service
from workflows.errors import Refused
from workflows.requests.answers import Freshness, Sensitivity
from workflows.secret_scanning import require_no_secret
from workflows.typed_text import clean_line, visible_length

MAX_RETENTION = timedelta(days=365)
"""Development data is temporary: within a year its owner decides whether it moves to production."""
DEFAULT_RETENTION = timedelta(days=90)
MIN_SENTENCE_CHARS = 15
"""Fewer characters can't describe a purpose."""
MIN_REASON_CHARS = 10
"""Fewer characters can't explain why a second connection is needed."""

Choice = TypeVar("Choice", Sensitivity, Freshness)


def parse_reports(service: Service, value: str) -> tuple[str, ...]:
    """Return the chosen reports; raise `Refused` for one that the service doesn't have."""
    chosen = tuple(dict.fromkeys(value.splitlines()))
    if not set(chosen) <= set(service.report_names):
        raise Refused("Choose from the list.")
    return chosen


def _parse_purpose(value: str) -> str:
    if visible_length(value) < MIN_SENTENCE_CHARS:
        raise Refused("Describe in a sentence what the data is for.")
    return require_no_secret(value)


def _parse_access(value: str) -> str:
    if visible_length(value) < 2:
        raise Refused("Name a team, a workgroup, or people.")
    return require_no_secret(clean_line(value))


def parse_reason(value: str, needed: bool) -> str | None:
    """Return why another connection is needed; None without a reason."""
    if needed and visible_length(value) < MIN_REASON_CHARS:
        raise Refused("Explain why the existing connection isn't enough.")
    return require_no_secret(value) or None


def _require_choice(value: str) -> str:
    if not value:
        raise Refused("Choose an option.")
    return value


def _parse_slug(kind: type[Choice], value: str) -> Choice:
    try:
        return kind(value)
    except ValueError:
        raise Refused("Choose an option.") from None


def parse_retention(value: str, today: date) -> date:
    """Return the day on which development data is deleted: within a year."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise Refused("Choose a date.") from None
    if day <= today:
        raise Refused("Choose a future date.")
    if day > today + MAX_RETENTION:
        raise Refused("Development data is kept for at most a year. Choose an earlier date.")
    return day


FIELD_RULES: dict[str, Callable[[str], Any]] = {
    "purpose": _parse_purpose,
    "business_owner": _require_choice,
    "sensitivity": lambda value: _parse_slug(Sensitivity, value),
    "access": _parse_access,
    "freshness": lambda value: _parse_slug(Freshness, value),
}
"""Field → rule that returns the parsed value, or raises `Refused`."""
