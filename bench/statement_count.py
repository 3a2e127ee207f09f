"""Count what a process asks its database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def count_statements(engine: Engine) -> Iterator[Callable[[], int]]:
    """Yield a function that returns the number of statements since the start of the block."""
    seen: list[str] = []

    def remember(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", remember)
    try:
        yield lambda: len(seen)
    finally:
        event.remove(engine, "before_cursor_execute", remember)
