"""Field cleaners. Each returns the value to store or raises `InvalidValue`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.jira.problems import InvalidValue

MAX_SUMMARY_LENGTH = 255
MAX_LINE_LENGTH = 255
MAX_LABEL_LENGTH = 255


def clean_summary(value: Any) -> str:
    """Return one line of at most 255 characters."""
    if not isinstance(value, str):
        raise InvalidValue("Operation value must be a string")
    if "\n" in value or "\r" in value:
        raise InvalidValue("The summary is invalid because it contains newline characters.")
    if len(value) > MAX_SUMMARY_LENGTH:
        raise InvalidValue("Summary can't exceed 255 characters.")
    return value.strip()


def clean_line(value: Any) -> str:
    """Return a single-line text: a plain string, never a document."""
    if not isinstance(value, str):
        raise InvalidValue("Operation value must be a string")
    if len(value) > MAX_LINE_LENGTH:
        raise InvalidValue("The entered text is too long. It exceeds the allowed limit of 255 characters.")
    return value.strip()


def clean_labels(value: Any) -> list[str]:
    """Return labels without spaces or duplicates."""
    if not isinstance(value, list):
        raise InvalidValue("data was not an array")
    for label in value:
        if not isinstance(label, str) or not label:
            raise InvalidValue("Label value must be a string")
        if any(letter.isspace() for letter in label):
            raise InvalidValue(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > MAX_LABEL_LENGTH:
            raise InvalidValue(f"The label '{label}' exceeds the maximum length for a single label of 255 characters.")
    return list(dict.fromkeys(value))


def clean_day(value: Any) -> str:
    """Return a date as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise InvalidValue("Operation value must be a string in the format yyyy-MM-dd") from None


def choice_cleaner(name: str, word: str, values: dict[str, str]) -> Callable[[Any], dict[str, str]]:
    """Return a cleaner for a choice given as `{"id": …}` or by `word` (`name` or `value`)."""

    def clean(given: Any) -> dict[str, str]:
        if not isinstance(given, dict):
            raise InvalidValue(f"Specify a valid 'id' or '{word}' for {name}")
        for key, label in values.items():
            if given.get("id") == key or ("id" not in given and given.get(word) == label):
                return {"id": key, word: label}
        raise InvalidValue(f"Specify a valid 'id' or '{word}' for {name}")

    return clean
