"""What was said on the wire, in order: the tests check it against the vendors' own schemas."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """One request to a pretend vendor (or one delivery from it) and its answer."""

    number: int
    at: float
    service: str
    """`slack`, `jira` or `fivetran`."""
    direction: str
    """`in` for a call to the vendor, `out` for a delivery from the vendor to the app."""
    method: str
    path: str
    query: dict[str, str]
    request: Any
    status: int
    """The HTTP status answered; 0 when the answer was lost on purpose."""
    response: Any


class Journal:
    """The newest exchanges; old ones fall out at the far end."""

    def __init__(self, keep: int = 5_000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=keep)
        self._written = 0

    def write(self, **facts: Any) -> Exchange:
        """Append one exchange and return it with its number."""
        self._written += 1
        exchange = Exchange(number=self._written, **facts)
        self._exchanges.append(exchange)
        return exchange

    def since(self, number: int = 0) -> list[dict[str, Any]]:
        """Exchanges after `number`, oldest first, as plain dictionaries."""
        return [dict(vars(exchange)) for exchange in self._exchanges if exchange.number > number]

    def __iter__(self) -> Iterator[Exchange]:
        """Every exchange that is still there, oldest first."""
        return iter(self._exchanges)
