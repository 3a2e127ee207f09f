"""`python -m bot catalog …`, as an operator types it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.stage import ROOT, Bot, sandbox_settings
from sandbox.driver import Sandbox, serve


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve() as url, Sandbox(url) as sandbox:
        yield sandbox


@pytest.fixture
def operator(sandbox: Sandbox, tmp_path: Path) -> Bot:
    """An operator on a machine where the bot doesn't run."""
    sandbox.reset()
    settings = sandbox_settings(sandbox.base_url, f"sqlite:///{tmp_path}/desk.sqlite3", 3000)
    return Bot(settings, tmp_path / "bot.log")


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
    status, said = typed(operator, "refresh", "--details")
    read = pages_read(sandbox)
    again = typed(operator, "refresh", "--details")[1]

    assert status == 0
    assert "96 services.\nMetadata of 96 services stored." in said
    assert read == 96
    assert "Metadata of 96 services stored." in again
    assert pages_read(sandbox) == read, "what was read today is not read again"


def test_without_details_one_request_a_page_of_the_list_is_enough(sandbox: Sandbox, operator: Bot) -> None:
    assert typed(operator, "refresh") == (0, "  no changes\n96 services.\n")
    assert pages_read(sandbox) == 0


def test_what_changed_is_shown_before_and_after_it_is_downloaded(sandbox: Sandbox, operator: Bot) -> None:
    typed(operator, "refresh")
    sandbox.fivetran.catalog(count=2)

    before = typed(operator, "diff")
    refreshed = typed(operator, "refresh")[1]
    after = typed(operator, "diff")

    assert before[0] == after[0] == 0
    assert before[1].count("added (general availability)") == 2
    assert refreshed.count("added") == 2
    assert "no changes" in after[1].partition("UTC, 98 services:")[0]
    assert after[1].partition("UTC, 98 services:")[2].count("added") == 2
    assert typed(operator, "diff", "--days", "0")[1].count("added") == 0


def test_a_fivetran_that_is_down_leaves_the_list_and_says_so(sandbox: Sandbox, operator: Bot) -> None:
    typed(operator, "refresh")
    with sandbox.fault(kind="fail", service="fivetran", times=None):
        refreshed, shown = typed(operator, "refresh"), typed(operator, "diff")

    assert (refreshed[0], shown[0]) == (1, 1)
    assert refreshed[1].startswith("Nothing changed: ")
    assert typed(operator, "refresh") == (0, "  no changes\n96 services.\n")
