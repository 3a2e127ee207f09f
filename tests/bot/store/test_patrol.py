"""A round looks at every connection, and passes on only what changed."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from bot.store.patrol import PatrolStore
from bot.store.requests import RequestStore
from tests.bot.store.test_requests import Watch
from tests.examples import MONDAY, a_connected_request, a_connection
from workflows.connection import Connection, Health
from workflows.life import Status

FINE = a_connection(id="duel_salutation", name="stripe", setup_state="connected", paused=False)
BROKEN = a_connection(id="duel_salutation", name="stripe", setup_state="broken", paused=False)


class Fleet:
    """What Fivetran has now."""

    def __init__(self) -> None:
        self.connections: list[Connection] = [FINE]

    def all_in(self, group_id: str) -> Iterator[Connection]:
        return iter([one for one in self.connections if one.group_id == group_id])


@pytest.fixture
def fleet() -> Fleet:
    return Fleet()


@pytest.fixture
def patrol(database: Engine, fleet: Fleet) -> PatrolStore:
    return PatrolStore(database, fleet.all_in, {"dev": "Fivetran_Dev"})


def told(patrol: PatrolStore) -> list[str]:
    """What a round leaves to be announced, in short; each is announced."""
    lines = []
    for number in patrol.round("dev").announcements:
        announcement = patrol.announcement(number)
        assert announcement
        lines += [f"{change.connection.name} {change.after}" for change in announcement.changes]
        patrol.announced(number)
    return lines


def test_what_works_is_not_worth_a_word(patrol: PatrolStore) -> None:
    assert told(patrol) == []


def test_a_connection_that_breaks_is_told_once_and_its_recovery_once(
    patrol: PatrolStore, fleet: Fleet
) -> None:
    told(patrol)

    fleet.connections = [BROKEN]
    assert [told(patrol), told(patrol)] == [["stripe broken"], []]

    fleet.connections = [FINE]
    assert [told(patrol), told(patrol)] == [["stripe fine"], []]


def test_one_that_is_broken_when_we_first_meet_it_is_told_too(patrol: PatrolStore, fleet: Fleet) -> None:
    fleet.connections = [BROKEN]

    assert told(patrol) == ["stripe broken"]


def test_many_that_break_at_once_are_one_announcement(patrol: PatrolStore, fleet: Fleet) -> None:
    fleet.connections = [a_connection(id=f"c{n}", setup_state="broken") for n in range(2_000)]

    findings = patrol.round("dev")

    assert len(findings.announcements) == 1
    announcement = patrol.announcement(findings.announcements[0])
    assert announcement
    assert len(announcement.changes) == 2_000
    assert {change.after for change in announcement.changes} == {Health.BROKEN}


def test_an_announcement_waits_until_it_was_made(patrol: PatrolStore, fleet: Fleet) -> None:
    fleet.connections = [BROKEN]
    (number,) = patrol.round("dev").announcements
    assert patrol.unannounced() == (number,)

    patrol.announced(number)

    assert patrol.unannounced() == ()
    assert patrol.announcement(number) is None


def test_a_round_that_is_cut_short_has_not_happened(patrol: PatrolStore, fleet: Fleet) -> None:
    told(patrol)

    def half(_group: str) -> Iterator[Connection]:
        yield BROKEN
        raise ConnectionError

    whole, patrol._all_in = patrol._all_in, half
    with pytest.raises(ConnectionError):
        patrol.round("dev")
    patrol._all_in = whole

    assert told(patrol) == []


def test_a_request_hears_when_its_connection_changed_or_is_gone(
    patrol: PatrolStore, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="duel_salutation", handed_over_at=MONDAY), "V1")

    assert patrol.round("dev").requests == ("7f3c9a",)
    assert patrol.round("dev").requests == ()

    fleet.connections = []
    assert patrol.round("dev").requests == ("7f3c9a",)
    assert requests.get("7f3c9a").connection_seen == "gone"
    assert requests.get("7f3c9a").status is Status.AWAITING_CREDENTIALS


def test_a_connection_of_another_group_is_not_taken_for_gone(
    patrol: PatrolStore, fleet: Fleet, database: Engine
) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(connection_id="elsewhere"), "V1")
    fleet.connections = [FINE, a_connection(id="elsewhere", group_id="prod")]
    patrol.round("prod")

    assert patrol.round("dev").requests == ()
