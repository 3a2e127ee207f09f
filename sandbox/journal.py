"""The exchanges between vendors and app, in order. Tests check them against the vendors' schemas."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Exchange:
    """One request to a simulated vendor, or one delivery from it, with the response."""

    number: int
    at: float
    service: str
    """`slack`, `jira`, `fivetran`, or `pagerduty`."""
    direction: str
    """`in` for a call to the vendor, `out` for a delivery from the vendor to the app."""
    method: str
    path: str
    query: dict[str, str]
    request: Any
    status: int
    """The HTTP status, or 0 when a fault dropped the response."""
    response: Any


class Journal:
    """The newest exchanges. The oldest ones are dropped first."""

    def __init__(self, keep: int = 5_000) -> None:
        self._exchanges: deque[Exchange] = deque(maxlen=keep)
        self._written = 0

    def clear(self) -> None:
        """Remove every exchange and start numbering from 1."""
        self._exchanges.clear()
        self._written = 0

    def write(self, **facts: Any) -> Exchange:
        """Append one exchange and return it with its number."""
        self._written += 1
        exchange = Exchange(number=self._written, **facts)
        self._exchanges.append(exchange)
        return exchange

    def since(self, number: int = 0) -> list[dict[str, Any]]:
        """Return exchanges after `number` as dictionaries, oldest first."""
        return [dict(vars(exchange)) for exchange in self._exchanges if exchange.number > number]

    def __iter__(self) -> Iterator[Exchange]:
        """Iterate over the stored exchanges, oldest first."""
        return iter(self._exchanges)
