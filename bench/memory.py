"""Measure the memory of the bot: after its start, in a large account, and over many questions and rounds."""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.account import SIZES, seed
from bench.account.connections import WORDS
from bench.polled_account import PolledAccount
from bench.polling import UNIT
from bench.rows import Row, judge
from bench.stage import BARE_PORT, bot, process, sandbox
from bot.bootstrap.answers import build_answers
from bot.bootstrap.process import Bot
from bot.garbage import keep_what_is_loaded
from bot.store.database import connect, migrate
from demo.stage import ROOT
from workflows.requests.confidentiality import Viewer

SMALL, LARGE = min(SIZES), max(SIZES)
SETTLING_SECONDS = 5.0
"""Seconds after the start in which the first rounds and the first tasks of the timetable end."""
QUESTIONS, ROUNDS = 10_000, 1_000
LARGE_ROUNDS, LARGE_QUESTIONS = 5, 100
WARM_UP = 0.1
"""Share of the calls after which caches are full."""
ASKED = (
    "is {name} fresh?",
    "what is broken?",
    "which connectors are paused?",
    "how do I get access to {name}?",
    "who owns {name}?",
    "do we have service_{number}?",
)


def measure() -> list[Row]:
    """Measure each case in a process of its own."""
    with TemporaryDirectory() as name, sandbox():
        folder = Path(name)
        return [*_after_start(folder), _large(folder), *measure_growth(folder)]


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process in megabytes (`ps` counts kilobytes)."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def _after_start(folder: Path) -> Iterator[Row]:
    for what in ("a fresh database", "an existing database"):
        with bot(folder) as running:
            threading.Event().wait(SETTLING_SECONDS)
            found = resident_mb(running.pid)
        yield judge(f"memory after a start with {what}", {"start_memory": found}, f"{found:.0f} MB")


def _large(folder: Path) -> Row:
    database = f"sqlite:///{folder / 'large.sqlite3'}"
    _run("seed", database, str(LARGE))
    with process("bench.listing_server", BARE_PORT, "--size", str(LARGE)):
        found = _run("large", database, f"http://127.0.0.1:{BARE_PORT}")
    measured = f"{found['resident_mb']} MB, {found['peak_mb']} MB at the most"
    what = f"memory with {LARGE:,} connections and their history"
    return judge(what, {"large_memory": found["resident_mb"]}, measured, details=found)


def measure_growth(folder: Path, size: int = SMALL, questions: int = QUESTIONS, rounds: int = ROUNDS) -> list[Row]:
    """Measure how a process grows, in an account of a size."""
    database = f"sqlite:///{folder / 'growth.sqlite3'}"
    _run("seed", database, str(size))
    with process("bench.listing_server", BARE_PORT, "--size", str(size)):
        counts = map(str, (size, questions, rounds))
        found = _run("growth", database, f"http://127.0.0.1:{BARE_PORT}", *counts)
    return [judge(f"memory over {what}", {"memory_growth": value}, f"{value:+g} MB") for what, value in found.items()]


def _run(case: str, *arguments: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.memory", case, *arguments]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def seed_account(database: str, size: str) -> dict[str, float]:
    """Write an account of a size."""
    engine = connect(database)
    migrate(engine)
    seed(engine, int(size), SIZES.get(int(size), 20))
    engine.dispose()
    return {}


class AskedAccount(PolledAccount):
    """An account that is also asked about."""

    def __init__(self, database: str, fivetran: str) -> None:
        super().__init__(database, fivetran)
        self._bot, self._answerer = Bot(self.parts), build_answers(self.parts).answerer

    def ask(self, size: int) -> Callable[[], object]:
        """Return what asks the next question."""
        numbers, texts = cycle(range(size)), cycle(ASKED)

        def ask() -> object:
            number = next(numbers)
            name = f"{WORDS[number % len(WORDS)]}_{number}"
            return self._answerer.answer(next(texts).format(name=name, number=number // 10), Viewer("U000001"))

        return ask


def run_large(database: str, fivetran: str) -> dict[str, float]:
    """Run rounds, ask questions, and return what the process holds then."""
    account = AskedAccount(database, fivetran)
    keep_what_is_loaded()
    before = resident_mb(os.getpid())
    for _ in range(LARGE_ROUNDS):
        account.poll()
    ask = account.ask(LARGE)
    for _ in range(LARGE_QUESTIONS):
        ask()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
    return {"resident_mb": round(resident_mb(os.getpid())), "peak_mb": round(peak), "before_mb": round(before)}


def run_growth(database: str, fivetran: str, size: str, questions: str, rounds: str) -> dict[str, float]:
    """Return by how many megabytes the process grows."""
    account = AskedAccount(database, fivetran)
    account.poll()
    return {
        f"{int(questions):,} questions": _grown(account.ask(int(size)), int(questions)),
        f"{int(rounds):,} rounds": _grown(account.poll, int(rounds)),
    }


def _grown(call: Callable[[], object], count: int) -> float:
    before = 0.0
    for number in range(count):
        if number == int(count * WARM_UP):
            before = resident_mb(os.getpid())
        call()
    return round(resident_mb(os.getpid()) - before, 1)


CASES: dict[str, Callable[..., dict[str, Any]]] = {"seed": seed_account, "large": run_large, "growth": run_growth}

if __name__ == "__main__":
    print(json.dumps(CASES[sys.argv[1]](*sys.argv[2:])))
