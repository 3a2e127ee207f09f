"""A sweep that fails is reported, and the others run."""

from structlog.testing import capture_logs

from bot.bootstrap.timetable import run_sweeps
from workflows.errors import Unavailable


def jira_is_away() -> None:
    raise Unavailable("Jira isn't responding.")


def fail() -> None:
    raise KeyError("channel")


def test_a_sweep_that_fails_does_not_stop_the_others() -> None:
    done: list[str] = []

    with capture_logs() as lines:
        run_sweeps([jira_is_away, lambda: done.append("second"), fail, lambda: done.append("fourth")])

    assert done == ["second", "fourth"]
    assert [(one["log_level"], one["event"]) for one in lines] == [
        ("warning", "sweep delayed"),  # an outage is a delay
        ("error", "sweep failed"),
    ]
    assert lines[0]["reason"] == "Jira isn't responding."
