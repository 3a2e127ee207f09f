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
    body: dict[str, object] | None = Field(default=None, sa_column=Column(JSON))
    """The whole connection; None in a row that was written before there was this column."""


class RoundRow(SQLModel, table=True):
    """When the connections of a group were last read, all of them."""

    __tablename__ = "round"

    group_id: str = Field(primary_key=True)
    looked_at: float


class AnnouncementRow(SQLModel, table=True):
    """Something the channel has to hear; `made` once it has."""

    __tablename__ = "announcement"

    id: str = Field(primary_key=True)
    made: bool = Field(default=False, index=True)
    found_at: float | None = Field(default=None, index=True)
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class ProcessRow(SQLModel, table=True):
    """A running process of ours and its last sign of life."""

    __tablename__ = "process"

    name: str = Field(primary_key=True)
    beat_at: float


class QuestionRow(SQLModel, table=True):
    """A question that was asked, what was answered, and whether that helped; all of it is in `body`."""

    __tablename__ = "question"

    id: str = Field(primary_key=True)
    asked_at: float = Field(index=True)
    kind: str
    feedback: str | None = None
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))


class AccessRow(SQLModel, table=True):
    """Somebody asked for access; `ticket` is its key once there is one."""

    __tablename__ = "access"

    id: str = Field(primary_key=True)
    is_settled: bool = Field(default=False, index=True)
    due_at: float = 0.0
    body: dict[str, object] = Field(sa_column=Column(JSON, nullable=False))
