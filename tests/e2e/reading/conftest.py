"""One bot for stories that change nothing: what one of them reads doesn't depend on the others."""

from collections.abc import Callable, Iterator
from functools import cache, partial

import pytest

from sandbox.driver import Sandbox, serve
from sandbox.driver_verbs import JsonObject
from tests.e2e.support.bot_process import LOG, Bots
from tests.e2e.support.fork_client import ForkServer
from tests.e2e.support.log_checks import wrong_in
from tests.e2e.support.questions import asks, shown, text
from tests.support.migrated_databases import MigratedDatabases


@pytest.fixture(scope="session")
def town(
    tmp_path_factory: pytest.TempPathFactory, databases: MigratedDatabases, fork_server: ForkServer | None
) -> Iterator[tuple[Sandbox, Bots]]:
    """A world with a bot that knows both groups, and has told what it found."""
    folder = tmp_path_factory.mktemp("reading")
    with serve() as base_url, Sandbox(base_url) as world:
        world.slack.delivery(mode="socket", ack_seconds=10, trigger_seconds=60)
        bots = Bots(world, folder, databases.sqlite(folder / "desk.sqlite3"), "socket", fork_server)
        try:
            bots.start()
            for name in ("stripe_nonprod", "zoom"):
                world.until(partial(_is_known, world, name), f"facts about {name}")
            world.until(lambda: "is fresh" in text(asks(world.bo, "is zoom fresh?", "dm")), "facts")
            world.ada.reads(until="jira can't sign in")
            yield world, bots
        finally:
            bots.kill()


def _is_known(world: Sandbox, name: str) -> bool:
    return "Working" in shown(world.bo, name)


@pytest.fixture
def sandbox(request: pytest.FixtureRequest, town: tuple[Sandbox, Bots]) -> Iterator[Sandbox]:
    """The world, in which no form is open; the bot's log has no error after the story."""
    world, bots = town
    request.node.stash[LOG] = bots
    for person in (world.ada, world.bo, world.gus, world.rosa):
        if person.sees()["modal"]:
            person.closes(all=True)
    yield world
    assert not wrong_in(bots.log(), set(), may_fail=False)


@pytest.fixture
def read_journal(sandbox: Sandbox) -> Callable[[], list[JsonObject]]:
    """Reads what was said in the story, once."""
    return cache(partial(sandbox.journal, sandbox.journal()[-1]["number"]))
