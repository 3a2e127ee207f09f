"""The stage of a journey: a fresh world, a fresh database, a bot that is a process of its own."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox, serve
from sandbox.driver_verbs import JsonObject
from tests.e2e.support import api_specs
from tests.e2e.support.bot_process import LOG, Bots
from tests.e2e.support.fork_client import ForkServer, run_fork_server
from tests.e2e.support.log_checks import typed_in_forms, wrong_in
from tests.support.migrated_databases import MigratedDatabases
from tests.support.raw_times import raw_times_sent


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    """The sandbox, started once."""
    with serve() as base_url, Sandbox(base_url) as driver:
        yield driver


@pytest.fixture(scope="session")
def fork_server() -> Iterator[ForkServer | None]:
    """The process that forks bots."""
    with run_fork_server() as found:
        yield found


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """A world in which nothing has happened yet, on a machine that may be slow: Slack is more patient."""
    running.reset()
    running.slack.delivery(mode="socket", ack_seconds=10, trigger_seconds=60)
    return running


@pytest.fixture
def door(request: pytest.FixtureRequest) -> str:
    """How Slack reaches the bot: `socket` unless the test says `http`."""
    return str(getattr(request, "param", "socket"))


@pytest.fixture
def database(request: pytest.FixtureRequest, databases: MigratedDatabases, tmp_path: Path) -> Iterator[str]:
    """The address of a database without rows: SQLite unless the test says `postgres`, or `absent` for no file yet."""
    kind, file = getattr(request, "param", "sqlite"), tmp_path / "desk.sqlite3"
    if kind == "postgres":
        with databases.postgres() as url:
            yield url
    else:
        yield f"sqlite:///{file}" if kind == "absent" else databases.sqlite(file)


@pytest.fixture
def bots(
    request: pytest.FixtureRequest,
    sandbox: Sandbox,
    tmp_path: Path,
    database: str,
    door: str,
    fork_server: ForkServer | None,
) -> Iterator[Bots]:
    """Starts bots, kills them at the end, and reads their logs."""
    bots = request.node.stash[LOG] = Bots(sandbox, tmp_path, database, door, fork_server)
    try:
        yield bots
    finally:
        bots.kill()
    may_fail = request.node.get_closest_marker("expects_errors") is not None
    wrong = wrong_in(bots.log(), typed_in_forms(sandbox.journal()), may_fail=may_fail)
    assert not wrong, "The log should not say:\n" + "\n".join(wrong[:20])


@pytest.fixture
def bot(bots: Bots) -> Bot:
    """One bot, ready."""
    return bots.start()


@pytest.fixture
def read_journal(sandbox: Sandbox) -> Callable[[], list[JsonObject]]:
    """Reads what was said in the journey, once, when its bots are gone."""
    return cache(sandbox.journal)


@pytest.fixture(autouse=True)
def match_vendor_specs(read_journal: Callable[[], list[JsonObject]]) -> Iterator[None]:
    """Whatever was said in the journey keeps to the vendors' own descriptions, where they are at hand."""
    yield
    wrong = api_specs.faults(read_journal()) if api_specs.AT_HAND else []
    assert not wrong, "\n".join(wrong[:20])


@pytest.fixture(autouse=True)
def times_are_the_readers(read_journal: Callable[[], list[JsonObject]]) -> Iterator[None]:
    """Whatever the bot says in Slack shows times in the reader's zone."""
    yield
    assert raw_times_sent([one for one in read_journal() if one["service"] == "slack"]) == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """A journey that fails shows what its bots wrote."""
    report = yield
    if report.failed and LOG in item.stash:
        report.sections.append(("Log of the bots", item.stash[LOG].log()[-10_000:]))
    return report
