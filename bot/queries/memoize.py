"""What one answer asks others, it asks once: also what it asks in vain."""

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


def memoize(ask: Callable[P, T]) -> Callable[P, T]:
    """`ask`, which asks once for the same arguments: its answer is remembered, and so is its failure."""

    @cache
    def outcome(*arguments: Any) -> tuple[Any, DeskError | None]:
        try:
            return ask(*arguments), None  # type: ignore[call-arg]  # whatever `ask` takes
        except DeskError as failure:
            return None, failure

    def asked(*arguments: P.args, **_nothing: P.kwargs) -> T:
        found, failure = outcome(*arguments)
        if failure:
            raise failure
        return found  # type: ignore[no-any-return]  # as `ask` gave it

    return asked


@dataclass
class MemoizedLookup:
    """A glance that is taken once, however often one answer needs it; in vain only once, too."""

    lookup: FivetranLookup
    fetch: Callable[[str], Connection | None] = field(init=False)
    tables: Callable[[str], Sequence[SyncedTable] | None] = field(init=False)
    members: Callable[[str, str], Members] = field(init=False)

    def __post_init__(self) -> None:
        self.fetch, self.tables = memoize(self.lookup.fetch), memoize(self.lookup.tables)
        self.members = memoize(self.lookup.members)


@dataclass
class MemoizedUsageLog:
    """Usages that are read once, however often one answer needs them."""

    usage_log: UsageLog
    price_per_million_rows: float = field(init=False)
    for_connection: Callable[[Connection, date], Usage | None] = field(init=False)

    def __post_init__(self) -> None:
        self.price_per_million_rows = self.usage_log.price_per_million_rows
        self.for_connection = memoize(self.usage_log.for_connection)
