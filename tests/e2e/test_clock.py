"""The clock of the machines is set, back or forward: nothing stops, and nothing is done twice."""

from functools import partial

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, outcome
from tests.e2e.support.steps import credentials_arrive, history_is_synced, time_for_a_look, up_to_connect_card

HOUR, LOOKS = 3_600, 3


@pytest.mark.parametrize("hours", [-1, 1], ids=["back", "forward"])
def test_the_clock_is_set_in_the_middle_of_the_story(sandbox: Sandbox, bot: Bot, hours: int) -> None:
    up_to_connect_card(sandbox)
    before = sandbox.clock_now()["now"]
    the_bot_looks_at_development(sandbox)
    sandbox.clock(advance=HOUR)
    the_bot_looks_at_development(sandbox)

    sandbox.post("clock", {"begin": before if hours < 0 else before + 2 * HOUR})
    credentials_arrive(sandbox)
    the_bot_looks_at_development(sandbox)

    sandbox.ada.reads(until="Historical sync is running")
    history_is_synced(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def the_bot_looks_at_development(sandbox: Sandbox) -> None:
    """Time passes, and the bot has looked at the connections several times."""
    for _ in range(LOOKS):
        since = sandbox.journal()[-1]["number"]
        time_for_a_look(sandbox)
        look = partial(sandbox.journal, since, path="/v1/groups/dev_sandbox_group/connections")
        sandbox.until(look, "a look", timeout=30)
