"""A month of 200 connections: what the channel hears of it, and whether that is all there was to hear.

The bot's own parts run here without their queue and their timetable, so that a month takes minutes: the
minutes in which nothing can have happened are left out. Polling is as late as it can be, a whole minute. A
second month is the same but for two processes that take turns, are started anew, and die in mid-sentence.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import exists
from sqlmodel import Session, col, select

from bench.calendar import DAY, HOUR, MINUTE, RHYTHMS, STEP, SYNC, Broken, Line, Month, month
from bench.payloads import CHANNEL
from bench.rows import Row
from bench.stage import SANDBOX_URL, sandbox
from bot.bootstrap.core import build_container
from bot.bootstrap.incidents import build_incidents
from bot.config.settings import read_settings
from bot.queries.recipients import build_recipient_queries
from bot.store.database import migrate
from bot.store.tables import IncidentRow, NotificationRow, StormRow
from demo.stage import sandbox_settings
from sandbox.driver import Sandbox
from workflows.notifications.notify import notify, notify_lagging
from workflows.notifications.ports import IncidentMessages
from workflows.requests.ports import PendingNotification
from workflows.requests.scheduled import poll_group

WEEK = 7 * DAY
BUDGET_A_WEEK, BUDGET_SECONDS = 50, 75
GROUP = "prod_sandbox_group"
SWEEP, SWEEPS = 10, 50
"""Seconds between two sweeps, and how many there are until the next round."""
DYING = 0.05
"""How often a process dies when it says something."""
RESTARTING = 0.002
"""How often a process is started anew before a round."""


def measure() -> list[Row]:
    """The month in peace, and the same with two processes that come and go."""
    calm = _lived(["one"], Random(0), dying=0.0)
    torn = _lived(["one", "two"], Random(1), dying=DYING)
    return [*_rows(calm), _same(calm, torn)]


@dataclass
class StepClock:
    """Fulfils `workflows.requests.ports.Clock`; the sandbox's clock moves with it."""

    world: Sandbox
    at: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def move(self, at: float) -> None:
        """Now it is `at` (epoch seconds), here and there."""
        self.at = at
        self.world.clock(freeze=at)


class Death(BaseException):
    """A process is gone, without a goodbye."""


@dataclass
class Mortal:
    """A teller that may die before it speaks, or after it has been heard."""

    teller: IncidentMessages
    chance: Random
    dying: float

    def __getattr__(self, name: str) -> Any:
        said = getattr(self.teller, name)

        def speak(*args: Any) -> Any:
            fate = self.chance.random() if name != "digest" else 1.0
            if fate < self.dying / 2:
                raise Death
            answer = said(*args)
            if fate < self.dying:
                raise Death
            return answer

        return speak


@dataclass
class Inbox:
    """Fulfils the part of `workflows.requests.ports.Agenda` that incidents need."""

    untold: list[PendingNotification] = field(default_factory=list)

    def tell(self, untold: PendingNotification) -> None:
        self.untold.append(untold)


class Process:
    """The bot's parts; what it has to do next is done when it is asked to."""

    def __init__(self, name: str, folder: Path, clock: StepClock, chance: Random, dying: float) -> None:
        settings = sandbox_settings(SANDBOX_URL, f"sqlite:///{folder / 'month.sqlite3'}", port=0)
        known = read_settings(**{key.lower(): value for key, value in settings.items()})
        self.name, self.parts, self._inbox = name, build_container(known, clock), Inbox()
        migrate(self.parts.database)
        told = build_incidents(self.parts, build_recipient_queries(self.parts))
        mortal: Any = Mortal(told.ports.messages, chance, dying)
        agenda: Any = self._inbox
        self._incidents = replace(told.ports, messages=mortal, queue=agenda)
        self._desk, self._rules = replace(self.parts.ports, queue=agenda), told.thresholds

    def look(self, group: str) -> None:
        """A round."""
        poll_group(group, self._desk)
        self._speak()

    def sweep(self) -> None:
        """Go on with what lags."""
        notify_lagging(self._incidents)
        self._speak()

    @property
    def has_more_to_say(self) -> bool:
        """Whether some message does not agree with what is true, be it put off or not."""
        with Session(self.parts.database) as session:
            lagging = (col(table.is_in_sync).is_(False) for table in (IncidentRow, StormRow))
            return any(session.exec(select(exists().where(one))).one() for one in lagging)

    def _speak(self) -> None:
        while self._inbox.untold:
            notify(self._inbox.untold.pop(0).id, self._incidents, self._rules)


@dataclass
class Life:
    """What a month left behind."""

    planned: Month
    incidents: list[IncidentRow]
    storms: list[StormRow]
    posts: list[NotificationRow]
    said: list[str]
    """What stands in the channel, message by message."""
    keys: list[str]
    """Our own id of each of these messages."""
    deaths: int


def _lived(names: list[str], chance: Random, dying: float) -> Life:
    with TemporaryDirectory() as folder, sandbox() as world:
        clock = StepClock(world)
        start = (int(world.clock_now()["now"]) // DAY + 1) * DAY
        clock.move(start)
        planned = month(start, _populate(world, start))
        crew = Crew(names, Path(folder), clock, chance, dying)
        for at in range(start + SYNC, planned.end, STEP):
            _some_minutes(world, planned, at, crew)
        with Session(crew.anybody.parts.database) as session:
            incidents, storms = list(session.exec(select(IncidentRow))), list(session.exec(select(StormRow)))
            posts = list(session.exec(select(NotificationRow)))
        messages = _messages(world)
        said = sorted(one["text"] for one in messages)
        keys = [one["metadata"]["event_payload"]["key"] for one in messages]
        return Life(planned, incidents, storms, posts, said, keys, crew.deaths)


class Crew:
    """The processes, any of which may do what comes next; whoever dies is started again."""

    def __init__(
        self, names: list[str], folder: Path, clock: StepClock, chance: Random, dying: float
    ) -> None:
        self._folder, self.clock, self._chance, self._dying = folder, clock, chance, dying
        self.deaths = 0
        self._processes = {name: self._born(name) for name in names}

    @property
    def anybody(self) -> Process:
        """One of them; now and then somebody has just been started anew."""
        name = self._chance.choice(sorted(self._processes))
        if self._dying and self._chance.random() < RESTARTING:
            self._bury(name)
        return self._processes[name]

    @contextmanager
    def surviving(self) -> Iterator[Process]:
        """Somebody does something, and may die of it."""
        process = self.anybody
        try:
            yield process
        except Death:
            self.deaths += 1
            self._bury(process.name)

    def _born(self, name: str) -> Process:
        return Process(name, self._folder, self.clock, self._chance, self._dying)

    def _bury(self, name: str) -> None:
        self._processes[name].parts.close()
        self._processes[name] = self._born(name)


def _some_minutes(world: Sandbox, planned: Month, at: int, crew: Crew) -> None:
    """Runs end, some of them badly; a minute later somebody looks; then everything is said."""
    for name in planned.failing.get(at, ()):
        world.fivetran.stumbles(schema=name, runs=1)
    if at == planned.outage[0] + SYNC + 30 * MINUTE:
        world.fault(kind="rate_limit", service="slack", match="chat.postMessage", times=20, seconds=30)
    crew.clock.move(at + MINUTE)
    with crew.surviving() as process:
        process.look(GROUP)
    for sweep in range(1, SWEEPS):
        with crew.surviving() as process:
            process.sweep()
        if not crew.anybody.has_more_to_say:
            break
        crew.clock.move(at + MINUTE + sweep * SWEEP)


def _populate(world: Sandbox, start: int) -> list[Line]:
    """Connections of a service that is not sensitive, spread evenly over their rhythm."""
    world.fivetran.heals(schema="jira")
    lines, number = [], len(world.state("fivetran")["connections"])
    for minutes, count in RHYTHMS.items():
        every = minutes * MINUTE
        for many in _parts(count, every // STEP):
            world.fivetran.populate(group="prod", count=many, minutes=minutes, service="zoom")
            lines += [
                Line(f"load_{number + place}", every, start - every * place // many + every + SYNC)
                for place in range(many)
            ]
            number += many
    return lines


def _parts(count: int, largest: int) -> Iterator[int]:
    """`count` in equal parts that are no larger than that."""
    parts = -(-count // largest)
    return (count // parts for _ in range(parts))


def _messages(world: Sandbox) -> list[dict[str, Any]]:
    """What stands in the channel, without threads."""
    channels = {one["id"]: one for one in world.state("slack")["channels"]}
    messages = channels[CHANNEL]["messages"]
    return [one for one in messages if one.get("thread_ts") in (None, one["ts"])]


def _rows(life: Life) -> list[Row]:
    limit = life.planned.outage[0] + SYNC + 30 * MINUTE  # from here on Slack takes no posts for a while
    late = [_told_after(life, one) for one in life.planned.truth]
    in_time = [_told_after(life, one) for one in life.planned.truth if not 0 <= one.since - limit < HOUR]
    untold = sum(one is None for one in late)
    slowest = max((one for one in in_time if one is not None), default=0.0)
    open_ = sum(one.ended_at is None for one in life.incidents)
    weeks = Counter(int((post.posted_at - life.planned.start) // WEEK) for post in life.posts)
    busiest = max(weeks.values())
    twice = len(life.keys) - len(set(life.keys))
    return [
        Row(
            f"a month of {len(life.planned.lines)} connections, 5 % of runs failing",
            f"≤ {BUDGET_A_WEEK} posts a week",
            f"{busiest} in the busiest week ({', '.join(str(weeks[week]) for week in sorted(weeks))})",
            busiest <= BUDGET_A_WEEK,
            details={"posts": len(life.posts), "failing_runs": sum(map(len, life.planned.failing.values()))},
        ),
        Row(
            f"… of {len(late)} real incidents",
            f"all told within {BUDGET_SECONDS} s, none twice, every recovery kept",
            f"{untold} untold, {twice} twice, {open_} open at the end; the latest after {slowest:.0f} s "
            f"({max(one or 0 for one in late):.0f} s while Slack took no posts)",
            not untold and not twice and not open_ and slowest <= BUDGET_SECONDS,
            details={"incidents": len(life.incidents), "latest_seconds": slowest},
        ),
    ]


def _told_after(life: Life, broken: Broken) -> float | None:
    """Seconds from the run that made it worth telling until it was told; None when it never was.

    A connection that was told of before (it fails on and off, say) is being told of already.
    """
    ids = {post.subject_id: post.posted_at for post in life.posts}
    mine = [one for one in life.incidents if one.body["name"] == broken.name]
    here = [
        one.id
        for one in mine
        if one.opened_at <= broken.since + BUDGET_SECONDS + HOUR and (one.ended_at or 1e12) >= broken.since
    ]
    storms = [
        storm.id
        for storm in life.storms
        if storm.opened_at <= broken.since + HOUR and (storm.ended_at or 1e12) >= broken.since
        if any(one.connection_id in storm.body["connection_ids"] for one in mine)
    ]
    told = [ids[subject] for subject in (*here, *storms) if subject in ids]
    return max(0.0, min(told) - broken.since) if told else None


def _same(calm: Life, torn: Life) -> Row:
    missing = Counter(calm.said) - Counter(torn.said)
    extra = Counter(torn.said) - Counter(calm.said)
    return Row(
        f"the same month, two processes, {torn.deaths} deaths",
        "the same messages",
        f"{missing.total()} missing, {extra.total()} more, of {len(calm.said)}",
        not missing and not extra,
    )


if __name__ == "__main__":
    from bench.rows import table

    print(table(measure()))
