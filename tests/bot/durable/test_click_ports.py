"""How long a click waits for a vendor."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.durable.click_ports import STOPPING, ShuttingDown, call_patiently
from workflows.errors import SlackTokenRejected, Unavailable


@pytest.fixture(name="stopping")
def _stopping() -> Iterator[None]:
    """The process stops, so nothing waits in real time."""
    STOPPING.set()
    yield
    STOPPING.clear()


def fail(error: Exception) -> None:
    raise error


@pytest.mark.usefixtures("stopping")
def test_a_click_waits_for_a_new_token_after_its_patience_has_ended() -> None:
    with pytest.raises(ShuttingDown):
        call_patiently(timedelta(0), fail, SlackTokenRejected("Slack rejects the bot token (token_revoked)."))


def test_a_click_waits_for_a_vendor_only_until_its_patience_ends() -> None:
    with pytest.raises(Unavailable):
        call_patiently(timedelta(0), fail, Unavailable("Slack isn't responding."))
