"""How long a click waits for a vendor, and what its checkpoints are."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.durable.click_ports import STOPPING, WRITES, ClickPorts, ShuttingDown, call_patiently, click_ports
from tests.support.fake_request_ports import World
from tests.support.work_queue_desk import Desk, run
from workflows.errors import SlackTokenRejected, Unavailable
from workflows.requests.ports import PollResult


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


def test_a_click_that_waited_without_success_gets_the_last_error(desk: Desk) -> None:
    run("click:1", "click")

    assert desk.messages == ["Fivetran didn't respond."]
    assert desk.fivetran.calls > 1


def test_every_checkpoint_is_a_method_of_a_port() -> None:
    protocols = [(name, kind) for port in ClickPorts.__constraints__ for name, kind in port.__annotations__.items()]
    for name, methods in WRITES.items():
        kinds = [kind for port, kind in protocols if port == name]  # two ports are called `messages`
        assert [method for method in methods if not any(hasattr(kind, method) for kind in kinds)] == []


@pytest.mark.usefixtures("stopping")
def test_a_click_waits_for_a_port_that_is_one_function_too() -> None:
    def poll(_group_id: str) -> PollResult:
        raise SlackTokenRejected("Slack rejects the bot token (token_revoked).")

    with pytest.raises(ShuttingDown):
        click_ports(replace(World().ports(), poll=poll)).poll("dev")


def test_the_work_queue_of_a_click_is_used_as_it_is() -> None:
    ports = World().ports()

    assert click_ports(ports).queue is ports.queue
