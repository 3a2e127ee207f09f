"""Sweeps run one by one: a failed one stops no other."""

import pytest
from structlog.testing import capture_logs

from bot.bootstrap.process import run_sweeps
from workflows.errors import Unavailable


@pytest.mark.parametrize("failure", [Unavailable("The database isn't responding."), KeyError("status")])
def test_a_failed_sweep_is_logged_and_stops_no_other(failure: Exception) -> None:
    ran: list[str] = []

    def fail() -> None:
        raise failure

    with capture_logs() as logs:
        run_sweeps([fail, lambda: ran.append("second")])

    assert ran == ["second"]
    assert len(logs) == 1
