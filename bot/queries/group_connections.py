"""The connections of the user groups that a person is in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.store.existing_connections import MAX_OWNED, ExistingConnectionStore
from workflows.reporting.duplicates import ExistingConnection, first_visible
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import Viewer
from workflows.requests.model import ConnectorRequest


@dataclass(frozen=True)
class GroupConnections:
    """A group gives no access: what is restricted stays hidden from its members."""

    groups_of: Callable[[str], Collection[str]]
    """User id → the owning groups that they are in."""
    existing: ExistingConnectionStore
    snapshot_of: Callable[[Sequence[ConnectorRequest]], Snapshot]
    """Returns a snapshot of only these requests, for access checks."""

    def visible_to(self, viewer: Viewer) -> Sequence[ExistingConnection]:
        """Return the connections by name, at most as many as a person sees of their own."""
        groups = self.groups_of(viewer.id or "")
        if not groups:
            return ()
        return first_visible([self.existing.owned_by_groups(groups)], self.snapshot_of, viewer, MAX_OWNED)
