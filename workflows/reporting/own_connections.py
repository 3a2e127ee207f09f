"""The state of a connection, for the person who requested it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class OwnConnection:
    """What the last poll saw of a connection."""

    state: str
    """State as a label: “working”, “failing”."""
    succeeded_at: datetime | None = None
    """When its last successful sync ended."""
    needs_sign_in: bool = False
    """Whether Fivetran can't sign in to the source any more."""
