"""Which lines of Slack's SDK about the socket are logged."""

import logging
from http.client import RemoteDisconnected

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.socket import is_defect


def line(error: Exception | None) -> logging.LogRecord:
    trace = (type(error), error, None) if error else None
    return logging.LogRecord("slack_bolt.socket", logging.ERROR, "client.py", 1, "Failed to process", None, trace)


@pytest.mark.parametrize(
    "error",
    [
        SlackApiError("Received a response in a non-JSON format", {"ok": False}),  # type: ignore[no-untyped-call]
        ConnectionResetError(),
        RemoteDisconnected("closed"),
        TimeoutError(),
        None,
    ],
    ids=repr,
)
def test_an_outage_of_slack_is_not_logged(error: Exception | None) -> None:
    assert not is_defect(line(error))


@pytest.mark.parametrize("error", [KeyError("type"), AttributeError("ack"), RuntimeError("boom")], ids=repr)
def test_a_mistake_of_ours_is_logged(error: Exception) -> None:
    assert is_defect(line(error))
