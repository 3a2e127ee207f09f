"""`python -m bot catalog …`, as an operator types it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap.core import Container
from bot.cli.catalog import diff_catalog_command, refresh_catalog_command
from bot.config.settings import Settings
from demo.stage import ROOT, Bot, sandbox_settings
from sandbox.driver import Sandbox, serve
from tests.support.migrated_databases import MigratedDatabases


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as sandbox:
        yield sandbox


@pytest.fixture
def operator(sandbox: Sandbox, databases: MigratedDatabases, tmp_path: Path) -> Bot:
    """An operator on a machine where the bot doesn't run, but has run."""
    sandbox.reset()
    settings = sandbox_settings(sandbox.base_url, databases.sqlite(tmp_path / "desk.sqlite3"), 3000)
    return Bot(settings, tmp_path / "bot.log")


@contextmanager
def built(operator: Bot) -> Iterator[Container]:
    """The parts of the bot with the operator's settings."""
    settings = {name.lower(): value for name, value in operator.settings.items()}
    parts = Container(Settings(_env_file=None, **settings))  # type: ignore[call-arg, arg-type]
    yield parts
    parts.close()


def refreshes(operator: Bot, *, details: bool = False) -> tuple[int, str]:
    """The exit status of `catalog refresh`, and what it prints."""
    said: list[str] = []
    with built(operator) as parts:
        status = refresh_catalog_command(parts.catalog, said.append, details=details)
    return status, "\n".join(said)


def compares(operator: Bot) -> tuple[int, str]:
    """The exit status of `catalog diff`, and what it prints."""
    said: list[str] = []
    with built(operator) as parts:
        downloads = parts.stores.catalog.downloads_since(parts.clock.now() - timedelta(days=30))
        status = diff_catalog_command(parts.catalog, downloads, said.append)
    return status, "\n".join(said)


def typed(operator: Bot, *words: str) -> tuple[int, str]:
    """The exit status of a command, and what it printed."""
    command = [sys.executable, "-m", "bot", "catalog", *words]
    done = subprocess.run(command, cwd=ROOT, env=operator.environment, capture_output=True, text=True)
    return done.returncode, done.stdout


def pages_read(sandbox: Sandbox) -> int:
    """How many services were asked about one by one."""
    asked = sandbox.journal(service="fivetran", direction="in")
    return len([one for one in asked if one["path"].startswith("/v1/metadata/connector-types/")])


def test_the_list_and_every_page_are_downloaded(sandbox: Sandbox, operator: Bot) -> None:
    status, said = refreshes(operator, details=True)
    read = pages_read(sandbox)
    again = refreshes(operator, details=True)[1]

    assert status == 0
    assert "96 services.\nMetadata of 96 services stored." in said
    assert read == 96
    assert "Metadata of 96 services stored." in again
    assert pages_read(sandbox) == read, "what was read today is not read again"


def test_without_details_one_request_a_page_of_the_list_is_enough(sandbox: Sandbox, operator: Bot) -> None:
    assert typed(operator, "refresh") == (0, "  no changes\n96 services.\n")
    assert pages_read(sandbox) == 0


def test_what_changed_is_shown_before_and_after_it_is_downloaded(sandbox: Sandbox, operator: Bot) -> None:
    refreshes(operator)
    sandbox.fivetran.catalog(count=2)

    before = compares(operator)
    refreshed = refreshes(operator)[1]
    after = compares(operator)

    assert before[0] == after[0] == 0
    assert before[1].count("added (general availability)") == 2
    assert refreshed.count("added") == 2
    assert "no changes" in after[1].partition("UTC, 98 services:")[0]
    assert after[1].partition("UTC, 98 services:")[2].count("added") == 2
    assert typed(operator, "diff", "--days", "0")[1].count("added") == 0


def test_a_fivetran_that_is_down_leaves_the_list_and_says_so(sandbox: Sandbox, operator: Bot) -> None:
    refreshes(operator)
    with sandbox.fault(kind="fail", service="fivetran", times=None):
        refreshed, shown = refreshes(operator), compares(operator)

    assert (refreshed[0], shown[0]) == (1, 1)
    assert refreshed[1].startswith("Nothing changed: ")
    assert refreshes(operator) == (0, "  no changes\n96 services.")
