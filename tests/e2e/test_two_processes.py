"""Two bots share a PostgreSQL database: together they do the work of one, and one of them may die."""

from contextlib import suppress

import pytest

from sandbox.driver import Refused, Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, card, our_tickets, outcome, posted, strikes
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import ada_asks, bo_approves, the_bot_looks_again, up_to_approval, up_to_live

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database", ["postgres"], indirect=True),
]
TWO_MINUTES, STEP = 120, 30


def test_two_bots_do_the_work_of_one(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("one")
    bots.start("two")

    sandbox.ada.reads(until="broke")
    up_to_live(sandbox)
    for _ in range(3):
        the_bot_looks_again(sandbox)

    assert outcome(sandbox) == ONE_OF_EACH
    assert len(posted(sandbox, "incident:")) == 1
    assert len(posted(sandbox, "thread:")) == 2


@pytest.mark.parametrize("moment", ["hold", "hold_answer"], ids=["before the work", "after the work"])
def test_the_other_finishes_when_one_dies_while_it_creates_the_connection(
    sandbox: Sandbox, bots: Bots, moment: str
) -> None:
    one = bots.start("one")
    up_to_approval(sandbox)
    trouble = sandbox.fault(kind=moment, service="fivetran", match="POST /v1/connections$")
    bo_approves(sandbox)
    strikes(sandbox, trouble)
    bots.start("two")

    one.kill()
    trouble.ends()

    within_two_minutes(sandbox, "approved this", thread=card(sandbox)["ts"])
    assert outcome(sandbox) == ONE_OF_EACH


@pytest.mark.parametrize(
    ("service", "call"),
    [("slack", "chat.postMessage$"), ("jira", "POST /rest/api/3/issue$")],
    ids=["card", "ticket"],
)
def test_the_other_finishes_when_one_dies_before_it_hears_what_it_made(
    sandbox: Sandbox, bots: Bots, service: str, call: str
) -> None:
    one = bots.start("one")
    sandbox.ada.reads(until="broke")
    trouble = sandbox.fault(kind="hold_answer", service=service, match=call)
    ada_asks(sandbox)
    strikes(sandbox, trouble)
    bots.start("two")

    one.kill()
    trouble.ends()

    within_two_minutes(sandbox, "Waiting for approval")
    assert (len(our_tickets(sandbox)), len(posted(sandbox, "card:"))) == (1, 1)


def within_two_minutes(sandbox: Sandbox, words: str, **where: str) -> None:
    """Let two minutes of sandbox time pass, in small steps; by then Ada reads these words.

    After the last step a busy machine may need a while for what is due.
    """
    for _ in range(TWO_MINUTES // STEP):
        sandbox.clock(advance=STEP)
        with suppress(Refused):
            sandbox.ada.reads(until=words, timeout=3, **where)
            return
    sandbox.ada.reads(until=words, timeout=20, **where)
