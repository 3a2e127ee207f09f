"""An error of one item stops no other, except a rejected key, which is about no item."""

import pytest
from structlog.testing import capture_logs

from workflows.errors import CredentialRejected, Refused, Unavailable
from workflows.isolation import handle_isolated


@pytest.mark.parametrize(
    ("failure", "level"),
    [(Unavailable("Jira failed (503)."), "info"), (Refused("No."), "warning"), (KeyError(), "error")],
)
def test_an_item_that_fails_is_logged_and_stops_no_other(failure: Exception, level: str) -> None:
    handled: list[str] = []

    def handle(item: str) -> None:
        if item == "first":
            raise failure
        handled.append(item)

    with capture_logs() as logs:
        handle_isolated("request", ["first", "second"], handle, str.upper)

    assert handled == ["second"]
    assert [(line["log_level"], line["kind"], line["item"]) for line in logs] == [(level, "request", "FIRST")]


def test_after_a_rejected_key_the_rest_waits() -> None:
    asked: list[str] = []

    def handle(item: str) -> None:
        asked.append(item)
        raise CredentialRejected("Jira rejects JIRA_API_TOKEN.")

    with capture_logs() as logs, pytest.raises(CredentialRejected):
        handle_isolated("request", ["first", "second"], handle, str)

    assert (asked, logs) == (["first"], [])
