"""Owners in the database: one change wins, and every change has a line in the history."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.store.connection_owners import OwnerStore
from bot.store.database import connect
from tests.support.migrated_databases import MigratedDatabases
from tests.support.sample_data import MONDAY
from tests.support.statement_log import log_statements
from workflows.ownership.model import Offer, OwnerChange, Ownership

NONE = Ownership("bright_fox")
ADAS = NONE.give_to("U0ADA", "Ada Okafor", "U0ADA", MONDAY)
ROSAS = NONE.give_to("U0ROSA", "Rosa Neri", "U0ROSA", MONDAY)


class Watch:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MONDAY


@pytest.fixture
def engine(databases: MigratedDatabases, tmp_path: Path) -> Iterator[Engine]:
    engine = connect(databases.sqlite(tmp_path / "desk.sqlite3"))
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> OwnerStore:
    return OwnerStore(engine, Watch())


def test_the_first_of_two_claims_wins(store: OwnerStore) -> None:
    assert store.change(NONE, ADAS, OwnerChange.CLAIMED, "U0ADA")
    assert not store.change(NONE, ROSAS, OwnerChange.CLAIMED, "U0ROSA")

    assert store.get("bright_fox") == replace(ADAS, version=1)


def test_a_change_of_an_older_version_is_refused(store: OwnerStore) -> None:
    store.change(NONE, ADAS, OwnerChange.CLAIMED, "U0ADA")
    current = store.get("bright_fox")
    offer = Offer("U0ROSA", "Rosa Neri", "U0ROSA", "U0ADA", "Ada Okafor", MONDAY)

    assert store.change(current, current.evolve(offer=offer), OwnerChange.OFFERED, "U0ADA")
    assert not store.change(current, ROSAS, OwnerChange.CLAIMED, "U0BO")
    assert store.get("bright_fox").offer == offer


def test_the_history_says_who_set_which_owner_and_when(store: OwnerStore) -> None:
    store.change(NONE, ADAS, OwnerChange.CLAIMED, "U0ADA")
    store.change(store.get("bright_fox"), ROSAS, OwnerChange.IMPORTED, "")

    assert store.history("bright_fox") == [
        (MONDAY, "claimed", "U0ADA", "U0ADA"),
        (MONDAY, "imported", "", "U0ROSA"),
    ]


def test_owners_are_found_by_connection_and_by_owner(store: OwnerStore) -> None:
    store.change(NONE, ADAS, OwnerChange.CLAIMED, "U0ADA")
    other = Ownership("calm_elk")
    store.change(other, other.give_to("S0DATAENG", "@data-engineering", "U0BO", MONDAY), OwnerChange.ASSIGNED, "U0BO")

    assert store.of(["bright_fox", "absent"]).keys() == {"bright_fox"}
    assert [one.connection_id for one in store.owned_by("U0ADA")] == ["bright_fox"]
    assert sorted(store.owners()) == ["S0DATAENG", "U0ADA"]
    assert [one.connection_id for one in store.all()] == ["bright_fox", "calm_elk"]


def test_what_a_person_owns_is_found_by_an_index(engine: Engine, store: OwnerStore) -> None:
    with log_statements(engine) as log:
        store.owned_by("U0ADA")

    assert log.reads
    assert log.scans() == []
