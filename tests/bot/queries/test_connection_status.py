"""A status reads everything once, and stores the runs that only Fivetran knew."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

import pytest

from bot.queries.connection_status import StatusQueries
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_account import facts
from tests.support.sample_data import MONDAY
from workflows.connections.model import Connection
from workflows.errors import Refused, Unavailable
from workflows.monitoring.sync_runs import SyncRun
from workflows.permissions import Actor
from workflows.ports import HomeWorkspace, Person
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.name_lookup import Match
from workflows.reporting.snapshot import Snapshot

HOUR = timedelta(hours=1)
ADA = Actor("U0ADA", "T0DESK", "C0FIVETRAN")


class World:
    """The dependencies of status queries; our history has a sync every quarter of an hour."""

    def __init__(self) -> None:
        self.reads = 0
        self.filled: list[SyncRun] = []
        self.ours = [SyncRun(MONDAY - HOUR / 4 * back, True, 60.0) for back in reversed(range(4_000))]
        self.theirs: list[SyncRun] = []
        self.lookup = self

    def status_queries(self) -> StatusQueries:
        return StatusQueries(*[self] * 9)  # type: ignore[arg-type]  # one object plays all nine parts

    def snapshot_about(self, _names: list[str], *, suggests: bool) -> Snapshot:
        self.reads += 1
        return facts()

    def snapshot_of(self, _connection_id: str) -> Snapshot:
        return facts()

    def fetch(self, _connection_id: str) -> Connection:
        raise Unavailable("Fivetran didn't respond.")

    def for_connection(self, _connection_id: str, _since: object) -> Sequence[SyncRun]:
        return self.theirs if _since == MONDAY else self.ours

    def backfill(self, _connection_id: str, runs: Iterable[SyncRun]) -> None:
        self.filled.extend(runs)

    def open_for(self, _connection_id: str) -> list[object]:
        return []

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return PEOPLE[user_id]

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def is_superuser(self, _user_id: str) -> bool:
        return False

    def now(self) -> object:
        return MONDAY


def test_a_named_connection_is_shown_from_one_snapshot() -> None:
    world = World()

    found = world.status_queries().find("zoom", ADA)

    assert isinstance(found, ConnectionStatus)
    assert (found.connection.name, world.reads) == ("zoom", 1)


def test_an_ambiguous_name_returns_the_matches() -> None:
    found = World().status_queries().find("google", ADA)

    assert isinstance(found, Match)


def test_only_unknown_runs_are_stored() -> None:
    world = World()
    missed = SyncRun(MONDAY - 2 * HOUR - timedelta(minutes=7), False, 30.0)
    world.theirs = [*world.ours[-20:], missed]

    world.status_queries().show("zoom_otter", ADA)

    assert world.filled == [missed]


def test_a_restricted_connection_is_not_shown() -> None:
    with pytest.raises(Refused, match="or you don't have access to it"):
        World().status_queries().show("duel_salutation", ADA)
