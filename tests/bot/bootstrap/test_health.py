"""What counts as unhealthy, part by part."""

import sqlite3
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.bootstrap.health import ProcessHealth, disk_problem, poll_problem, queue_problem
from bot.slack.socket import SocketState
from bot.store.database import DISK_IS_FULL, connect, migrate, transaction
from bot.store.heartbeats import HeartbeatStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.errors import Unavailable

HELLO = '{"type": "hello", "num_connections": 2}'
MINUTE = timedelta(minutes=1)


def greeted() -> SocketState:
    state = SocketState()
    state.record(HELLO, "s1", now=1_000.0)
    return state


def test_a_socket_hears_once_slack_has_said_hello() -> None:
    assert "hasn't confirmed" in SocketState().problem("s1", None, now=1_000.0)
    assert greeted().problem("s1", None, now=1_010.0) == ""
    assert greeted().connections == 2


def test_a_new_session_needs_a_hello_of_its_own() -> None:
    assert "hasn't confirmed" in greeted().problem("s2", None, now=1_010.0)


@pytest.mark.parametrize(
    ("looks", "is_deaf"),
    [
        ([(None, 1_060.0)], False),
        ([(None, 1_061.0)], True),
        ([(9_000.0, 1_050.0), (9_000.0, 1_061.0)], False),
        ([(9_000.0, 1_050.0), (9_000.0, 1_111.0)], True),
        ([(9_000.0, 1_050.0), (9_010.0, 1_111.0)], False),
        ([(9_000.0, 1_050.0), (5_410.0, 1_060.0), (5_410.0, 1_119.0)], False),
        ([(9_000.0, 1_050.0), (5_410.0, 1_060.0), (5_410.0, 1_121.0)], True),
        ([(9_000.0, 1_050.0), (12_610.0, 1_060.0), (12_610.0, 1_121.0)], True),
    ],
    ids=["none yet", "none", "one", "no other", "another", "set back", "set back, then none", "set forward, then none"],
)
def test_a_socket_without_pongs_is_deaf_after_a_minute(looks: list[tuple[float | None, float]], is_deaf: bool) -> None:
    """A look is the SDK's time of the last pong, by the machine's clock, and our own time."""
    state = greeted()

    *_, problem = [state.problem("s1", pong, now) for pong, now in looks]

    assert ("hasn't answered" in problem) is is_deaf


@pytest.mark.parametrize("message", ["", "ping", "[]", '{"type": "disconnect"}', '{"type": "hello"}'])
def test_odd_messages_are_no_events(message: str) -> None:
    state = greeted()
    state.record(message, "s1", now=1_020.0)

    assert state.last_event_at is None


def test_the_last_event_is_remembered() -> None:
    state = greeted()
    state.record('{"envelope_id": "e1", "type": "events_api"}', "s1", now=1_020.0)

    assert state.last_event_at == 1_020.0


@pytest.mark.parametrize(
    ("free", "words"),
    [(None, ""), (50_000_000, ""), (49_999_999, "The disk of the database has only 49 MB left.")],
)
def test_a_disk_that_is_nearly_full_is_a_problem(free: int | None, words: str) -> None:
    assert disk_problem(free) == words


@pytest.mark.parametrize(
    ("waits", "words"),
    [
        ({"clicks": 60.0, "timetable": 900.0}, ""),
        ({"clicks": 61.0}, "Work waits in the queue clicks for 61 seconds."),
        ({"clicks": 0.0, "requests": 901.0}, "Work waits in the queue requests for 901 seconds."),
    ],
)
def test_a_queue_that_does_not_move_is_a_problem(waits: dict[str, float], words: str) -> None:
    assert queue_problem(waits) == words


@pytest.mark.parametrize(
    ("minutes", "interval", "words"),
    [
        (10, 1, ""),
        (11, 1, "No poll round finished: dev for 11 min."),
        (30, 10, ""),
        (31, 10, "No poll round finished: dev for 31 min."),
    ],
)
def test_a_poll_round_that_is_ten_intervals_late_is_a_problem(minutes: int, interval: int, words: str) -> None:
    assert poll_problem({"dev": minutes * MINUTE, "prod": MINUTE}, interval) == words


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a file system without free space")
def test_the_health_names_every_part_that_fails() -> None:
    parts: Any = SimpleNamespace(
        settings=SimpleNamespace(database_url="sqlite:////proc/desk.sqlite3"),
        stores=SimpleNamespace(heartbeats=SimpleNamespace(problem=lambda: "It is away.")),
        slack=SimpleNamespace(client=SimpleNamespace(credential=SimpleNamespace(problem=""))),
    )
    deaf: Any = SimpleNamespace(problem=lambda: "It is deaf.")
    full = "The disk of the database has only 0 MB left."

    assert ProcessHealth(parts, deaf, MONDAY).problems() == {
        "database": "It is away.",
        "disk": full,
        "slack": "It is deaf.",
    }
    parts.slack.client.credential.problem = "The token was revoked."
    assert ProcessHealth(parts, None, MONDAY).problems()["slack"] == "The token was revoked."


def test_a_write_that_finds_the_disk_full_is_remembered_until_one_succeeds(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    migrate(engine)
    pages = sqlite3.connect(tmp_path / "desk.sqlite3").execute("PRAGMA page_count").fetchone()[0]
    limits = [pages]
    event.listen(engine, "checkout", lambda connection, *_: limit_pages(connection, limits[0]))
    heartbeats = HeartbeatStore(engine, Watch(), "x" * 100_000)
    assert heartbeats.problem() == ""

    with pytest.raises(Unavailable, match=DISK_IS_FULL), transaction(engine) as session:
        session.execute(text("CREATE TABLE filler AS SELECT zeroblob(100000) AS filler"))
    with pytest.raises(Unavailable, match=DISK_IS_FULL):
        heartbeats.record()

    assert heartbeats.problem() == f"{DISK_IS_FULL} The last heartbeat couldn't be saved."
    limits[0] = pages + 1_000
    heartbeats.record()
    assert heartbeats.problem() == ""
    engine.dispose()


def limit_pages(connection: Any, pages: int) -> None:
    """Let the file have no more pages, as on a disk without space."""
    connection.execute(f"PRAGMA max_page_count={pages}")
