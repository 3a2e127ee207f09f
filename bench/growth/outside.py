"""The clock and the vendors, played in memory, so that only our own work is measured."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bench.account.connections import NOW
from workflows.answers.context import Members, SyncedTable
from workflows.approvals.panel import Panel, Seat
from workflows.approvals.policy import Voters
from workflows.connections.model import Connection
from workflows.errors import Unavailable
from workflows.monitoring.sync_runs import SyncRun
from workflows.ports import HomeWorkspace, Person

# ruff: noqa: ARG002  # the ports name parameters that aren't used here


class Outside:
    """The clock, and vendors that know nothing: only our own work is measured."""

    price_per_million_rows = 0.0

    def now(self) -> datetime:
        """Return a Monday morning."""
        return NOW

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        """Return a member."""
        return Person(user_id, f"Person {user_id}", "T0DESK")

    def find_by_email(self, _email: str) -> Person:
        """Fail to find a person."""
        raise Unavailable("Slack isn't measured.")

    def timezone_of(self, _user_id: str) -> str:
        """Return the zone of everyone."""
        return "UTC"

    def home(self) -> HomeWorkspace:
        """Return the workspace of all members."""
        return HomeWorkspace("T0DESK")

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        """Return the approver."""
        return frozenset({"U0BO"})

    sensitive_approvers = approvers

    def panel(self, _service: str, *, is_sensitive: bool, excluded: Collection[str] = (), fresh: bool = False) -> Panel:
        """Return the approver, unless excluded."""
        return Panel((Seat(frozenset({"U0BO"}) - frozenset(excluded), Voters(None, is_sensitive)),))

    def is_decider(self, user_id: str) -> bool:
        """Return whether the person is the approver."""
        return user_id == "U0BO"

    def is_superuser(self, _user_id: str, *, fresh: bool = False) -> bool:
        """Return that the person isn't one."""
        return False

    def is_shared(self, _channel: str) -> bool:
        """Return that no channel is."""
        return False

    def require_postable(self, _channel: str) -> None:
        """Accept every channel."""

    def for_connection(self, _connection: object, _now: object) -> Sequence[SyncRun]:
        """Return no syncs."""
        return []

    def fetch(self, _connection_id: str) -> Connection | None:
        """Don't answer."""
        raise Unavailable("Fivetran isn't measured.")

    def tables(self, _connection_id: str) -> Sequence[SyncedTable] | None:
        """Return that there are none yet."""
        return None

    def members(self, _group_id: str, _connection_id: str) -> Members:
        """Return no members."""
        return Members()

    def announce(self, _channel: str, _news: str, _actor: object) -> None:
        """Show nothing in the channel."""
