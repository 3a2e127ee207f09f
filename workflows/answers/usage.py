"""How much a connection is used: what Fivetran's log says of its monthly active rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from workflows.connections.model import Connection


@dataclass(frozen=True)
class RowCount:
    """Monthly active rows: those that are paid for, and those that are free (a first sync, say)."""

    paid: int = 0
    free: int = 0


@dataclass(frozen=True)
class Usage:
    """The rows of one connection."""

    this_month: RowCount
    last_month: RowCount
    counted_until: date | None
    """The last day that was counted; None when the log has nothing of these two months."""
    synced_at: datetime | None = None
    """When the log itself was last loaded; None where it does not say."""


class UsageLog(Protocol):
    """Where usage is written down. It may raise `Unavailable`."""

    price_per_million_rows: float
    """US dollars for a million paid rows; 0 when nobody has said."""

    def for_connection(self, connection: Connection, today: date) -> Usage | None:
        """What is known of a connection; None where no log is configured."""
        ...


class NoUsageLog:
    """No log is configured."""

    price_per_million_rows = 0.0

    def for_connection(self, connection: Connection, today: date) -> Usage | None:
        """Nothing is known."""


NO_USAGE_LOG = NoUsageLog()
