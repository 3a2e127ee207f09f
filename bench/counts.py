"""Count what each path asks, until everything that follows from it is done: statements, transactions, HTTP calls."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine

from bench.call_log import CallLog, log_calls
from bench.decision import PROGRESS, VENDORS, is_settled, running_bot
from bench.growth.parts import Parts
from bench.growth.paths import Paths
from bench.rows import Row, judge
from bench.stage import sandbox
from bench.story import approve, cards
from bot.bootstrap.core import Container
from bot.durable.work_table import WORK_TABLES
from sandbox.driver import Sandbox

QUIET = 0.7
"""Seconds without a statement or a call, after which a path has ended."""
FORM = {
    "purpose": "The sales forecast of the next quarter",
    "sensitivity": "internal",
    "business_owner": "rosa",
    "duplicate_reason": "The one that is here reads another account",
}


@dataclass(frozen=True)
class Count:
    """What one path asks."""

    statements: int
    transactions: int
    http_calls: int


def measure() -> list[Row]:
    """Count each path."""
    with TemporaryDirectory() as folder, sandbox() as world:
        counts = count_paths(world, f"sqlite:///{Path(folder) / 'counts.sqlite3'}")
    return [_row(name, count) for name, count in counts.items()]


def count_paths(world: Sandbox, database_url: str) -> Mapping[str, Count]:
    """Walk every path twice: first to warm the caches, then to count.

    The clock stands still, so the timetable doesn't poll meanwhile, after which paths read what changed.
    """
    with running_bot(world, database_url) as parts:
        world.clock(freeze=world.clock_now()["now"])
        counter = Counter(world, parts)
        for _ in range(2):
            counts = {name: counter.count(act) for name, act in _paths(world, parts)}
        counter.close()
    return counts


class Counter:
    """Counts what a bot in this process asks."""

    def __init__(self, world: Sandbox, parts: Container) -> None:
        self._world = world
        self._databases = {"rows": parts.database, "queue": WORK_TABLES[-1].database}
        self._own = {name: create_engine(engine.url) for name, engine in self._databases.items()}

    def close(self) -> None:
        """Close the counter's own connections."""
        for engine in self._own.values():
            engine.dispose()

    def count(self, act: Callable[[], object]) -> Count:
        """Do something, and count until nothing follows any more."""
        self._world.until(self._is_settled, "nothing left to do")
        with log_calls(self._databases, VENDORS, ignored=(PROGRESS,)) as log:
            act()
            self._world.until(self._is_settled, "nothing left to do")
            _wait(log)
        return Count(len(log.statements), sum(log.transactions.values()), len(log.calls))

    def _is_settled(self) -> bool:
        return is_settled(self._own["rows"], self._own["queue"])


def _wait(log: CallLog) -> None:
    pause, seen = threading.Event(), -1
    while seen != (seen := len(log.entries)):
        pause.wait(QUIET)


def _paths(world: Sandbox, parts: Container) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield each path, in an order in which people walk them."""
    ada = world.ada
    yield "form", lambda: ada.types("/connector salesforce", wait=30)
    yield "submission", lambda: _submit(world)
    card = max(cards(world))
    yield "approval", lambda: approve(world, card)
    yield "form without a service", lambda: ada.types("/connector", wait=30)
    yield "type-ahead", lambda: ada.searches("service", "stri")
    yield "choose a service", lambda: ada.fills({"service": "stripe"})
    ada.closes(all=True)
    yield "status by name", lambda: ada.types("/connector status jira", wait=30)
    yield "list", lambda: ada.types("/connector list", wait=30)
    yield "question", lambda: ada.types("@Connector Desk is jira fresh?", wait=30)
    yield "Home", lambda: ada.opens_home()
    yield "digest", Paths(Parts(parts.database), size=4).timers["digest"]
    _poll(parts)  # after it, nothing has changed
    yield "quiet round", lambda: _poll(parts)


def _poll(parts: Container) -> None:
    for group in parts.settings.groups:
        parts.ports.poll(group)


def _submit(world: Sandbox) -> None:
    before = cards(world)
    asked = world.ada.sees()["modal"]["fields"]
    world.ada.sends_form({name: value for name, value in FORM.items() if name in asked})
    world.until(lambda: cards(world) - before, "a card with its ticket")


def _row(name: str, count: Count) -> Row:
    return judge(
        f"counts of {name}",
        {},
        f"{count.statements} statements, {count.transactions} transactions, {count.http_calls} HTTP calls",
        details=vars(count),
    )
