"""Memoization of reads within one answer, failures included."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ParamSpec, TypeVar

from workflows.answers.context import FivetranLookup, Members, SyncedTable
from workflows.answers.usage import Usage, UsageLog
from workflows.connections.model import Connection
from workflows.errors import DeskError

P = ParamSpec("P")
T = TypeVar("T")


def memoize(read: Callable[P, T]) -> Callable[P, T]:
    """Return `read` with its results and failures cached by positional arguments."""

    @cache
    def outcome(*arguments: Any) -> tuple[Any, DeskError | None]:
        try:
            return read(*arguments), None  # type: ignore[call-arg]  # whatever `read` takes
        except DeskError as failure:
            return None, failure

    def memoized(*arguments: P.args, **_nothing: P.kwargs) -> T:
        result, failure = outcome(*arguments)
        if failure:
            raise failure
        return result  # type: ignore[no-any-return]  # as `read` returned it

    return memoized


@dataclass
class MemoizedLookup:
    """Fivetran lookup that reads everything at most once."""

    lookup: FivetranLookup
    fetch: Callable[[str], Connection | None] = field(init=False)
    tables: Callable[[str], Sequence[SyncedTable] | None] = field(init=False)
    members: Callable[[str, str], Members] = field(init=False)

    def __post_init__(self) -> None:
        self.fetch, self.tables = memoize(self.lookup.fetch), memoize(self.lookup.tables)
        self.members = memoize(self.lookup.members)


@dataclass
class MemoizedUsageLog:
    """Usage log that reads everything at most once."""

    usage_log: UsageLog
    price_per_million_rows: float = field(init=False)
    for_connection: Callable[[Connection, date], Usage | None] = field(init=False)

    def __post_init__(self) -> None:
        self.price_per_million_rows = self.usage_log.price_per_million_rows
        self.for_connection = memoize(self.usage_log.for_connection)
