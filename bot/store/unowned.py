"""Connections without an owner: those that weren't requested here, and that a person or group hasn't claimed."""

from typing import Any

from sqlalchemy import and_, exists
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.store.tables import ConnectionOwnerRow, ConnectionRow, RequestRow
from workflows.requests.state_machine import OPEN_STATUSES

_REQUEST, _OWNER = aliased(RequestRow), aliased(ConnectionOwnerRow)
_IS_REQUESTED = exists().where(
    col(_REQUEST.connection_id) == col(ConnectionRow.id), col(_REQUEST.status).in_(sorted(OPEN_STATUSES))
)
_IS_OWNED = exists().where(col(_OWNER.connection_id) == col(ConnectionRow.id), col(_OWNER.owner) != "")
IS_UNOWNED: Any = and_(~_IS_REQUESTED, ~_IS_OWNED, col(ConnectionRow.missing_since).is_(None))
"""Whether a connection that polls list has no owner, as `workflows.ownership.model.owner_of` decides."""
