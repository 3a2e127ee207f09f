"""The new process starts with the name of the old one, which is still at work: nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, card, outcome, strikes
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.http_get import get_from
from tests.e2e.support.steps import bo_approves, connect_card_arrives, up_to_approval, up_to_connect_card
from tests.e2e.test_two_processes import STEP, within_two_minutes

CREATION = "POST /v1/connections$"
SLOW_SECONDS = 4.0
on_postgres = pytest.mark.parametrize("database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)


@on_postgres
def test_the_old_process_is_stopped_in_the_middle_of_its_work(sandbox: Sandbox, bots: Bots) -> None:
    old = bots.start("web.1")
    up_to_approval(sandbox)
    sandbox.fault(kind="slow", service="fivetran", match=CREATION, seconds=SLOW_SECONDS)
    bo_approves(sandbox)
    sandbox.until(lambda: not sandbox.faults(), "the creation of the connection begins")
    bots.start("web.1")

    old.stop()

    connect_card_arrives(sandbox)  # at once: no clock is moved
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


@on_postgres
def test_the_old_process_is_killed_in_the_middle_of_its_work(sandbox: Sandbox, bots: Bots) -> None:
    old = bots.start("web.1")
    up_to_approval(sandbox)
    trouble = sandbox.fault(kind="hold", service="fivetran", match=CREATION)
    bo_approves(sandbox)
    strikes(sandbox, trouble)
    bots.start("web.1")

    old.kill()
    trouble.ends()

    within_two_minutes(sandbox, "approved this", thread=card(sandbox)["ts"])
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


@on_postgres
def test_two_processes_that_keep_one_name_do_everything_once_and_say_so(sandbox: Sandbox, bots: Bots) -> None:
    both = [bots.start("web.1"), bots.start("web.1")]

    up_to_connect_card(sandbox)
    said = [sandbox.until(partial(names_after_a_look, sandbox, bot), "the shared name") for bot in both]

    assert said == [["Two processes have the name web.1. Give each process its own PROCESS_NAME."]] * 2
    assert outcome(sandbox) == ONE_OF_EACH
    assert "two processes have the same name" in bots.log()


def test_on_sqlite_the_new_process_waits_until_the_old_one_stops(sandbox: Sandbox, bots: Bots) -> None:
    old = bots.start("web.1")
    up_to_approval(sandbox)
    sandbox.fault(kind="slow", service="fivetran", match=CREATION, seconds=SLOW_SECONDS)
    bo_approves(sandbox)
    sandbox.until(lambda: not sandbox.faults(), "the creation of the connection begins")

    with ThreadPoolExecutor() as threads:
        new = threads.submit(bots.prepare("web.1").start)
        sandbox.until(lambda: "this one waits until it stops" in bots.log(), "the new process waits")
        old.stop()
        new.result()

    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def names_after_a_look(sandbox: Sandbox, bot: Bot) -> Any:
    """Let time pass, so that each process beats and looks at the other; what one says about them."""
    sandbox.clock(advance=STEP)
    return get_from(bot, "/health/ready").json().get("processes")
