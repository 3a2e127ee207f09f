"""Measure a month of 200 connections: what is posted, and whether it is complete.

The bot's parts run here without their queue and timetable, so that a month takes minutes: times at which
nothing can happen are left out. Polling is as late as it can be, a whole minute. A second month is the same,
with two processes that take turns, restart, and die in the middle of a post.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

from sqlalchemy import exists
from sqlmodel import Session, col, select

from bench.calendar import DAY, HOUR, MINUTE, RHYTHMS, STEP, SYNC, Broken, Line, Month, month
from bench.payloads import CHANNEL
from bench.rows import Row, judge
from bench.stage import SANDBOX_URL, sandbox
from bot.bootstrap.core import Container
from bot.bootstrap.incidents import build_incidents
from bot.config.settings import read_settings
from bot.store.database import migrate
from bot.store.tables import IncidentRow, NotificationRow, StormRow
from demo.stage import sandbox_settings
from sandbox.driver import Sandbox
from workflows.connections.model import ConnectionTab
from workflows.incidents.model import Incident
from workflows.notifications.notify import notify, notify_lagging
from workflows.notifications.ports import IncidentMessages, Subject
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification, WorkQueue
from workflows.requests.scheduled import poll_group

T = TypeVar("T")
WEEK = 7 * DAY
SOON = 75
"""Seconds within which an incident is posted."""
GROUP = "prod_sandbox_group"
SWEEP, SWEEPS = 10, 50
"""Seconds between two sweeps, and their number until the next round."""
DYING = 0.05
"""Probability that a process dies while it posts."""
RESTARTING = 0.002
"""Probability that a process restarts before a round."""


def measure() -> list[Row]:
    """Run the month undisturbed, and again with two processes that die and restart."""
    return compare(whole_month)


def compare(span: Callable[[Month], range]) -> list[Row]:
    """Run a part of the month, given by the ends of its syncs."""
    calm = _run_month(["one"], Random(0), 0.0, span)
    torn = _run_month(["one", "two"], Random(1), DYING, span)
    return [*_rows(calm), _same(calm, torn)]


def whole_month(planned: Month) -> range:
    """Return every time at which syncs end."""
    return range(planned.start + SYNC, planned.end, STEP)


@dataclass
class StepClock:
    """A clock that moves the sandbox's clock along."""

    world: Sandbox
    at: float = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    def move(self, at: float) -> None:
        """Set both clocks to `at` (epoch seconds)."""
        self.at = at
        self.world.clock(freeze=at)


class Death(BaseException):
    """A process died."""


@dataclass
class MortalMessages:
    """Incident messages during which the process can die, before or after the post."""

    messages: IncidentMessages
    chance: Random
    dying: float

    def render(self, subject: Subject, message: Message | None) -> RenderedMessage:
        return self.messages.render(subject, message)

    def post(self, subject: Subject, recipient: str, rendered: RenderedMessage) -> Message:
        return self._survive(lambda: self.messages.post(subject, recipient, rendered))

    def edit(self, message: Message, rendered: RenderedMessage) -> bool:
        return self._survive(lambda: self.messages.edit(message, rendered))

    def hide(self, subject: Subject, recipient: str) -> Message:
        return self._survive(lambda: self.messages.hide(subject, recipient))

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        self._survive(lambda: self.messages.post_thread_update(subject, message, key))

    def send_page_link(self, channel: str, user_id: str, incident: Incident, tab: ConnectionTab) -> None:
        self.messages.send_page_link(channel, user_id, incident, tab)

    def _survive(self, call: Callable[[], T]) -> T:
        fate = self.chance.random()
        if fate < self.dying / 2:
            raise Death
        answer = call()
        if fate < self.dying:
            raise Death
        return answer


@dataclass
class Inbox:
    """A work queue for notifications. What else is queued isn't measured."""

    pending: list[PendingNotification] = field(default_factory=list)

    def notify(self, notification: PendingNotification) -> None:
        self.pending.append(notification)

    def reconcile(self, _request: ConnectorRequest) -> None: ...

    def forget_reasons(self, _request_id: str) -> None: ...


class Process:
    """The bot's parts, driven step by step."""

    def __init__(self, name: str, folder: Path, clock: StepClock, chance: Random, dying: float) -> None:
        settings = sandbox_settings(SANDBOX_URL, f"sqlite:///{folder / 'month.sqlite3'}", port=0)
        known = read_settings(**{key.lower(): value for key, value in settings.items()})
        self.name, self.parts, self._inbox = name, Container(known, clock), Inbox()
        migrate(self.parts.database)
        built = build_incidents(self.parts)
        mortal = MortalMessages(built.ports.messages, chance, dying)
        queue: WorkQueue = self._inbox
        self._incidents = replace(built.ports, messages=mortal, queue=queue)
        self._ports, self._thresholds = replace(self.parts.ports, queue=queue), built.thresholds

    def poll(self, group: str) -> None:
        """Run a poll round and post what follows."""
        poll_group(group, self._ports)
        self._notify_queued()

    def sweep(self) -> None:
        """Notify whatever lags."""
        notify_lagging(self._incidents)
        self._notify_queued()

    @property
    def lags(self) -> bool:
        """Whether a message lags, including postponed ones."""
        with Session(self.parts.database) as session:
            lagging = (col(table.is_in_sync).is_(False) for table in (IncidentRow, StormRow))
            return any(session.exec(select(exists().where(one))).one() for one in lagging)

    def _notify_queued(self) -> None:
        while self._inbox.pending:
            notify(self._inbox.pending.pop(0).id, self._incidents, self._thresholds)


@dataclass
class Result:
    """The result of a month."""

    planned: Month
    incidents: list[IncidentRow]
    storms: list[StormRow]
    posts: list[NotificationRow]
    said: list[str]
    """The texts of the messages in the channel."""
    keys: list[str]
    """Our key of each of these messages."""
    deaths: int


def _run_month(names: list[str], chance: Random, dying: float, span: Callable[[Month], range]) -> Result:
    with TemporaryDirectory() as folder, sandbox() as world, ExitStack() as running:
        clock = StepClock(world)
        start = (int(world.clock_now()["now"]) // DAY + 1) * DAY
        clock.move(start)
        planned = month(start, _populate(world, start))
        processes = running.enter_context(closing(Processes(names, Path(folder), clock, chance, dying)))
        for at in span(planned):
            _step(world, planned, at, processes)
        with Session(processes.any_process.parts.database) as session:
            incidents, storms = list(session.exec(select(IncidentRow))), list(session.exec(select(StormRow)))
            posts = list(session.exec(select(NotificationRow)))
        messages = _messages(world)
        said = sorted(one["text"] for one in messages)
        keys = [one["metadata"]["event_payload"]["key"] for one in messages]
        return Result(planned, incidents, storms, posts, said, keys, processes.deaths)


class Processes:
    """The processes. Each step goes to a random one; one that dies is restarted."""

    def __init__(self, names: list[str], folder: Path, clock: StepClock, chance: Random, dying: float) -> None:
        self._folder, self.clock, self._chance, self._dying = folder, clock, chance, dying
        self.deaths = 0
        self._processes = {name: self._new_process(name) for name in names}

    def close(self) -> None:
        """Close every connection of every process."""
        for process in self._processes.values():
            process.parts.close()

    @property
    def any_process(self) -> Process:
        """Choose a process, which sometimes has just restarted."""
        name = self._chance.choice(sorted(self._processes))
        if self._dying and self._chance.random() < RESTARTING:
            self._restart(name)
        return self._processes[name]

    @contextmanager
    def surviving(self) -> Iterator[Process]:
        """Run a step in a process that can die."""
        process = self.any_process
        try:
            yield process
        except Death:
            self.deaths += 1
            self._restart(process.name)

    def _new_process(self, name: str) -> Process:
        return Process(name, self._folder, self.clock, self._chance, self._dying)

    def _restart(self, name: str) -> None:
        self._processes[name].parts.close()
        self._processes[name] = self._new_process(name)


def _step(world: Sandbox, planned: Month, at: int, processes: Processes) -> None:
    """Let syncs end, poll a minute later, and sweep until nothing lags."""
    for name in planned.failing.get(at, ()):
        world.fivetran.stumbles(schema=name, runs=1)
    if at == planned.outage[0] + SYNC + 30 * MINUTE:
        world.fault(kind="rate_limit", service="slack", match="chat.postMessage", times=20, seconds=30)
    processes.clock.move(at + MINUTE)
    with processes.surviving() as process:
        process.poll(GROUP)
    for sweep in range(1, SWEEPS):
        with processes.surviving() as process:
            process.sweep()
        if not processes.any_process.lags:
            break
        processes.clock.move(at + MINUTE + sweep * SWEEP)


def _populate(world: Sandbox, start: int) -> list[Line]:
    """Add connections of a public service, spread evenly over their sync interval."""
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
    """Split `count` into equal parts of at most `largest`."""
    parts = -(-count // largest)
    return (count // parts for _ in range(parts))


def _messages(world: Sandbox) -> list[dict[str, Any]]:
    """Return the messages of the channel, without threads."""
    channels = {one["id"]: one for one in world.state("slack")["channels"]}
    messages = channels[CHANNEL]["messages"]
    return [one for one in messages if one.get("thread_ts") in (None, one["ts"])]


def _rows(result: Result) -> list[Row]:
    limit = result.planned.outage[0] + SYNC + 30 * MINUTE  # from here on Slack takes no posts for a while
    late = [_seconds_to_post(result, one) for one in result.planned.truth]
    in_time = [_seconds_to_post(result, one) for one in result.planned.truth if not 0 <= one.since - limit < HOUR]
    missing = sum(one is None for one in late)
    slowest = max((one for one in in_time if one is not None), default=0.0)
    left_open = sum(one.ended_at is None for one in result.incidents)
    weeks = Counter(int((post.posted_at - result.planned.start) // WEEK) for post in result.posts)
    busiest = max(weeks.values(), default=0)
    repeated = len(result.keys) - len(set(result.keys))
    return [
        judge(
            f"a month of {len(result.planned.lines)} connections, 5 % of runs failing",
            {"month_posts": busiest},
            f"{busiest} in the busiest week ({', '.join(str(weeks[week]) for week in sorted(weeks))})",
            details={
                "posts": len(result.posts),
                "failing_runs": sum(map(len, result.planned.failing.values())),
            },
        ),
        judge(
            f"… of {len(late)} real incidents",
            {"month_seconds": slowest, "month_missing": missing, "month_repeated": repeated, "month_open": left_open},
            f"{missing} missing, {repeated} repeated, {left_open} open at the end; the latest after {slowest:.0f} s "
            f"({max((one or 0 for one in late), default=0):.0f} s while Slack took no posts)",
            details={"incidents": len(result.incidents), "latest_seconds": slowest},
        ),
    ]


def _seconds_to_post(result: Result, broken: Broken) -> float | None:
    """Return the seconds from the sync that opened the outage until its post; None without a post.

    An incident that is open already, such as flapping, counts as posted.
    """
    ids = {post.subject_id: post.posted_at for post in result.posts}
    mine = [one for one in result.incidents if one.body["name"] == broken.name]
    here = [
        one.id for one in mine if one.opened_at <= broken.since + SOON + HOUR and (one.ended_at or 1e12) >= broken.since
    ]
    storms = [
        storm.id
        for storm in result.storms
        if storm.opened_at <= broken.since + HOUR and (storm.ended_at or 1e12) >= broken.since
        if any(one.connection_id in cast(list[str], storm.body["connection_ids"]) for one in mine)
    ]
    posted_at = [ids[subject] for subject in (*here, *storms) if subject in ids]
    return max(0.0, min(posted_at) - broken.since) if posted_at else None


def _same(calm: Result, torn: Result) -> Row:
    missing = Counter(calm.said) - Counter(torn.said)
    extra = Counter(torn.said) - Counter(calm.said)
    return judge(
        f"the same month, two processes, {torn.deaths} deaths",
        {"month_differences": missing.total() + extra.total()},
        f"{missing.total()} missing, {extra.total()} more, of {len(calm.said)} messages",
    )


if __name__ == "__main__":
    from bench.rows import table

    print(table(measure()))
