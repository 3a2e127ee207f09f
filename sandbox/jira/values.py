"""What the fields take: each cleaner gives the value as it is kept, or raises `Wrong`."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.jira.problems import Wrong

LONGEST_SUMMARY = 255
LONGEST_LINE = 255
LONGEST_LABEL = 255


def clean_summary(value: Any) -> str:
    """One line of at most 255 characters."""
    if not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    if "\n" in value or "\r" in value:
        raise Wrong("The summary is invalid because it contains newline characters.")
    if len(value) > LONGEST_SUMMARY:
        raise Wrong("Summary can't exceed 255 characters.")
    return value.strip()


def clean_line(value: Any) -> str:
    """A single-line text field: a plain string, never a document."""
    if not isinstance(value, str):
        raise Wrong("Operation value must be a string")
    if len(value) > LONGEST_LINE:
        raise Wrong("The entered text is too long. It exceeds the allowed limit of 255 characters.")
    return value.strip()


def clean_labels(value: Any) -> list[str]:
    """Words without spaces; Jira keeps each once."""
    if not isinstance(value, list):
        raise Wrong("data was not an array")
    for label in value:
        if not isinstance(label, str) or not label:
            raise Wrong("Label value must be a string")
        if any(letter.isspace() for letter in label):
            raise Wrong(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > LONGEST_LABEL:
            raise Wrong(
                f"The label '{label}' exceeds the maximum length for a single label of 255 characters."
            )
    return list(dict.fromkeys(value))


def clean_day(value: Any) -> str:
    """A date as `YYYY-MM-DD`."""
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise Wrong("Operation value must be a string in the format yyyy-MM-dd") from None


def choice(name: str, word: str, values: dict[str, str]) -> Callable[[Any], dict[str, str]]:
    """A cleaner for a choice given as `{"id": …}` or by its word (`name` or `value`)."""

    def clean(given: Any) -> dict[str, str]:
        if not isinstance(given, dict):
            raise Wrong(f"Specify a valid 'id' or '{word}' for {name}")
        for key, label in values.items():
            if given.get("id") == key or ("id" not in given and given.get(word) == label):
                return {"id": key, word: label}
        raise Wrong(f"Specify a valid 'id' or '{word}' for {name}")

    return clean
