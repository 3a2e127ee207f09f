"""Usage of a connection: its monthly active rows in the Fivetran log."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from workflows.connections.model import Connection


@dataclass(frozen=True)
class RowCount:
    """Monthly active rows: paid, and free (a historical sync, for example)."""

    paid: int = 0
    free: int = 0


@dataclass(frozen=True)
class Usage:
    """Monthly active rows of one connection."""

    this_month: RowCount
    last_month: RowCount
    counted_until: date | None
    """The last day counted; None when the log has no rows for these two months."""
    synced_at: datetime | None = None
    """When the log itself last synced; None when unknown."""


class UsageLog(Protocol):
    """Source of usage data. Methods can raise `Unavailable`."""

    price_per_million_rows: float
    """US dollars per million paid rows; 0 when not configured."""

    def for_connection(self, connection: Connection, today: date) -> Usage | None:
        """Return the usage of a connection; None where no log is configured."""
        ...
