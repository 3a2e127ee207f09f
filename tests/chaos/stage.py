"""The stage of a story: a sandbox, a database, one or two bot processes, and what is counted."""

import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.chaos.database import fresh_database
from tests.chaos.faults import FaultPlan
from tests.chaos.script import Story
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.fork_client import ForkServer

PATIENCE = 10.0
"""Real seconds in which a process becomes ready, unless faults keep it from that."""
LONGEST_CALL = 30.0
"""Seconds that a call of the bot can take, from its first attempt to its arrival."""
SILENCE = 0.4
"""Real seconds without a call, after which none is on its way."""
PROCESSES = {"sqlite": 1, "postgres": 2}
"""Database → bot processes that share it."""


@dataclass
class Stage:
    """What a story is played on."""

    sandbox: Sandbox
    database: str
    bots: list[Bot]
    processes: Bots
    counts: Counter[str] = field(default_factory=Counter)
    journal: list[dict[str, Any]] = field(default_factory=list)
    """All exchanges so far. The sandbox keeps the newest ones only."""
    breaks: list[float] = field(default_factory=list)
    """Sandbox time of each kill and stop, in seconds since the epoch."""
    planned: dict[int, FaultPlan] = field(default_factory=dict)
    initial_connections: frozenset[str] = frozenset()
    set_back: float = 0.0
    """Seconds by which the clock was set back, in sum."""
    deaths: list[str] = field(default_factory=list)
    """Processes that ended by themselves."""
    running: set[int] = field(default_factory=set)
    """Numbers of the processes that nothing has ended since their start."""

    def bot(self, which: str) -> Bot:
        """Return a process by its number. With one process, every number is the same one."""
        return self.bots[self._number(which)]

    def _number(self, which: str) -> int:
        return int(which) % len(self.bots)

    def end(self, which: str, *, kill: bool) -> None:
        """Kill or stop a process, if it runs."""
        bot, number = self.bot(which), self._number(which)
        if not self._runs(which):
            return
        self.running.discard(number)
        self.counts["kills" if kill else "stops"] += 1
        self.breaks.append(self.now())
        bot.kill() if kill else bot.stop()

    def _runs(self, which: str) -> bool:
        """Whether the process runs. One that should run and doesn't has ended by itself."""
        number, runs = self._number(which), self.bot(which).is_running
        if number in self.running and not runs:
            self.running.discard(number)
            self.deaths.append(f"process {number} ended by itself")
        return runs

    def start(self, which: str) -> None:
        """Start a process again, unless it runs."""
        bot = self.bot(which)
        if self._runs(which):
            return
        try:
            bot.start(PATIENCE)
        except RuntimeError:
            if not bot.is_running:
                self.deaths.append(
                    f"a process ended at its start, with faults {sorted(map(str, self.planned.values()))}"
                )
            self.calm()
            bot.kill()
            bot.start()
        self.running.add(self._number(which))

    def start_all(self) -> None:
        """Start every process that doesn't run."""
        for number in range(len(self.bots)):
            self.start(str(number))

    def now(self) -> float:
        """Return sandbox time, in seconds since the epoch."""
        return float(self.sandbox.clock_now()["now"])

    def jump(self, seconds: float) -> None:
        """Move the clock, once calls are through: none lasts for minutes, as it would seem after the jump."""
        self.counts["clock jumps"] += 1
        slow = [plan.more["seconds"] for plan in self.planned.values() if plan.kind == "slow"]
        threading.Event().wait(max(slow, default=0))
        if seconds > LONGEST_CALL:
            self._wait_for_calls()
        self.sandbox.clock(advance=seconds)

    def _wait_for_calls(self) -> None:
        """Wait until the sandbox has got nothing for a moment, on a busy machine too."""
        deadline = time.monotonic() + PATIENCE
        count = -1
        while count != (count := len(self.read_journal())) and time.monotonic() < deadline:
            threading.Event().wait(SILENCE)

    def set_clock_back(self, seconds: float) -> None:
        """Set the clock back: of the vendors, and of the bot, which follows it."""
        self.counts["clock set back"] += 1
        self.set_back += seconds
        self.sandbox.post("clock", {"begin": self.now() - seconds})

    def add_fault(self, plan: FaultPlan) -> Any:
        """Add a fault, which stays until it is used up or lifted."""
        active = self.sandbox.fault(kind=plan.kind, service=plan.service, match=plan.match, **plan.more)
        self.planned[active.id] = plan
        self.counts["faults"] += 1
        return active

    def calm(self) -> None:
        """Lift all faults, and count the calls they struck."""
        left = {one["id"]: one["struck"] for one in self.sandbox.faults()}
        for number, plan in self.planned.items():
            self.counts["calls struck"] += left.get(number, plan.more.get("times", 1) or 0)
        self.planned.clear()
        self.sandbox.calm()

    def read_journal(self) -> list[dict[str, Any]]:
        """Return all exchanges since the beginning."""
        self.journal += self.sandbox.journal(self.journal[-1]["number"] if self.journal else 0)
        return self.journal


@contextmanager
def set_up(sandbox: Sandbox, kind: str, story: Story, fork_server: ForkServer | None) -> Iterator[Stage]:
    """Yield a stage in which nothing has happened yet; afterwards its processes and database are gone."""
    sandbox.reset()
    sandbox.slack.delivery(mode="socket", ack_seconds=6, trigger_seconds=60)
    if story.more_approvers:
        sandbox.slack.group(add=list(story.more_approvers))
    stricter: dict[str, Any] = (
        {"APPROVERS": "U0ROSA", "SENSITIVE_APPROVER_GROUP": "S0DATAENG"} if story.has_stricter_group else {}
    )
    with tempfile.TemporaryDirectory() as name, fresh_database(kind, Path(name)) as database:
        processes = Bots(sandbox, Path(name), database, "socket", fork_server)
        names = [f"desk.{number}" for number in range(PROCESSES[kind])]
        bots = [processes.prepare(one, **stricter) for one in names]
        there = frozenset(one["id"] for one in sandbox.state("fivetran")["connections"])
        stage = Stage(sandbox, database, bots, processes, initial_connections=there)
        try:
            stage.start_all()
            if story.has_jira_webhook:
                sandbox.jira.webhook(url=f"{bots[0].url}/webhooks/jira", secret="sandbox-jira-hook")
            yield stage
        finally:
            sandbox.calm()
            for bot in bots:
                with suppress(TimeoutError):
                    bot.kill()
