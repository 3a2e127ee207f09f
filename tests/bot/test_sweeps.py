"""A sweep that fails is reported, and the others run."""

import pytest

from bot.bootstrap.process import run_sweeps
from workflows.errors import Unavailable


def jira_is_away() -> None:
    raise Unavailable("Jira isn't responding.")


def fail() -> None:
    raise KeyError("channel")


def test_a_sweep_that_fails_does_not_stop_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    run_sweeps([jira_is_away, lambda: done.append("second"), fail, lambda: done.append("fourth")])

    assert done == ["second", "fourth"]
    said = capsys.readouterr().out
    assert "Jira isn't responding." in said
    assert "KeyError" in said
    assert said.count("sweep failed") == 1  # an outage is a delay
