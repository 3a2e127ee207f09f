"""What one answer asks others, it asks once: also what it asks in vain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ParamSpec, TypeVar

from workflows.answers.context import Glance, Logins, Table
from workflows.answers.usage import Usage, Usages
from workflows.connections.model import Connection
from workflows.errors import Failure

P = ParamSpec("P")
T = TypeVar("T")


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """`ask`, which asks once for the same arguments: its answer is remembered, and so is its failure."""

    @cache
    def outcome(*arguments: Any) -> tuple[Any, Failure | None]:
        try:
            return ask(*arguments), None  # type: ignore[call-arg]  # whatever `ask` takes
        except Failure as failure:
            return None, failure

    def asked(*arguments: P.args, **_nothing: P.kwargs) -> T:
        found, failure = outcome(*arguments)
        if failure:
            raise failure
        return found  # type: ignore[no-any-return]  # as `ask` gave it

    return asked


@dataclass
class Remembering:
    """A glance that is taken once, however often one answer needs it; in vain only once, too."""

    glance: Glance
    look: Callable[[str], Connection | None] = field(init=False)
    tables: Callable[[str], Sequence[Table] | None] = field(init=False)
    logins: Callable[[str, str], Logins] = field(init=False)

    def __post_init__(self) -> None:
        self.look, self.tables = once(self.glance.look), once(self.glance.tables)
        self.logins = once(self.glance.logins)


@dataclass
class Metered:
    """Usages that are read once, however often one answer needs them."""

    usages: Usages
    price: float = field(init=False)
    of: Callable[[Connection, date], Usage | None] = field(init=False)

    def __post_init__(self) -> None:
        self.price, self.of = self.usages.price, once(self.usages.of)
