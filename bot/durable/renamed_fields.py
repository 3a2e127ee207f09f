"""Fields of stored arguments that have another name in this version: work that a deploy finds queued is finished."""

from typing import Any

RENAMED_ARGUMENT_FIELDS = {"asker": "viewer_id"}
"""Old name → new name; `asker` was a field of questions in 0.1.0."""


def with_new_names(argument: Any) -> Any:
    """Return a stored argument with the fields' names of today."""
    if not isinstance(argument, dict):
        return argument
    return {RENAMED_ARGUMENT_FIELDS.get(name, name): value for name, value in argument.items()}
