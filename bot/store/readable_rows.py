"""Read rows one by one: one that can't be read is logged and left out, and stops no other.

A row that restricts who sees what is never left out like that: without it, more people would see it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from workflows.isolation import handle_isolated

Stored = TypeVar("Stored")
Parsed = TypeVar("Parsed")


def read_rows(
    kind: str, rows: Iterable[Stored], parse: Callable[[Stored], Parsed], name: Callable[[Stored], str]
) -> list[Parsed]:
    """Return what is readable, in its order. The log has the `kind` and the `name` of the rest."""
    found: list[Parsed] = []
    handle_isolated(kind, rows, lambda row: found.append(parse(row)), name)
    return found


def body_id(body: Mapping[str, Any]) -> str:
    """Return the id in a body, to name it in the log."""
    return str(body.get("id"))
