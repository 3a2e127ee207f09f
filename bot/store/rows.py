"""The tables. A column exists where a query needs it; the whole of a thing is in its `body`."""

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel


class RequestRow(SQLModel, table=True):
    """A connector request. `body` is the request as JSON; times in columns are seconds since the epoch."""

    __tablename__ = "request"
    __table_args__ = (Index("request_lagging", "is_settled", "due_at"),)

    id: str = Field(primary_key=True)
    submission: str = Field(unique=True)
    """The id of the form it came from: Slack may deliver a form twice."""
    status: str
    version: int
    is_settled: bool = False
    due_at: float = 0.0
    submitted_at: float
    requester: str = Field(index=True)
    service: str
    dataset: str
    ticket_id: str | None = Field(default=None, index=True)
    connection_id: str | None = Field(default=None, index=True)
    connection_seen: str | None = None
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class LedgerRow(SQLModel, table=True):
    """Something we set out to create outside, written down before the call was made."""

    __tablename__ = "ledger"

    what: str = Field(primary_key=True)
    first_tried_at: float


class ConnectionRow(SQLModel, table=True):
    """How a connection was when we last looked at it."""

    __tablename__ = "connection"

    id: str = Field(primary_key=True)
    group_id: str = Field(index=True)
    service: str
    name: str
    health: str
    seen: str


class AnnouncementRow(SQLModel, table=True):
    """Something the channel has to hear; `made` once it has."""

    __tablename__ = "announcement"

    id: str = Field(primary_key=True)
    made: bool = Field(default=False, index=True)
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class ProcessRow(SQLModel, table=True):
    """A running process of ours and its last sign of life."""

    __tablename__ = "process"

    name: str = Field(primary_key=True)
    beat_at: float
