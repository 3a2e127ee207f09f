"""The bot is killed at every step boundary of the story: everything still happens, and happens once.

The plug is pulled while a call is held *before* the work (which is then never done) or while its answer is
held *after* the work (the bot never gets the answer). Then the same bot restarts on the same database, and
the people do again what they would do again.
"""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, outcome, posted, strikes, the_ticket
from tests.e2e.support.retrying_users import play_story
from tests.e2e.support.steps import up_to_live

CALLS = {
    ("slack", "POST /api/views.open"): 1,
    ("slack", "POST /api/views.update"): 1,
    ("slack", "POST /api/chat.postMessage"): 5,
    ("slack", "POST /api/chat.update"): 7,
    ("jira", "POST /rest/api/3/issue"): 1,
    ("jira", "POST /rest/api/3/issue/ID/remotelink"): 1,
    ("jira", "POST /rest/api/3/issue/ID/comment"): 3,
    ("jira", "POST /rest/api/3/issue/ID/transitions"): 3,
    ("fivetran", "POST /v1/connections"): 1,
    ("fivetran", "POST /v1/connections/ID/test"): 1,
    ("fivetran", "PATCH /v1/connections/ID"): 1,
}
"""Every call of the story that changes something, and how often it is made."""

BOUNDARIES = [(service, call, nth) for (service, call), times in CALLS.items() for nth in range(1, times + 1)]


def test_the_boundaries_are_all_there_are(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broke")
    before = sandbox.journal()[-1]["number"]

    up_to_live(sandbox)  # waits, because a second click gets a reply, which is one more call
    sandbox.until(lambda: len(posted(sandbox, "thread:")) == 2, "the end of the thread")
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "Done", "the end of the ticket")

    made = Counter(_changes(sandbox, before))
    made.subtract({("slack", "POST /api/chat.update"): made.total() - sum(CALLS.values())})  # a slow run shows progress
    assert made == CALLS


@pytest.mark.parametrize("moment", ["hold", "hold_answer"], ids=["before the work", "after the work"])
@pytest.mark.parametrize(("service", "call", "nth"), BOUNDARIES)
def test_a_bot_that_is_killed_goes_on_where_it_was(
    sandbox: Sandbox, bot: Bot, service: str, call: str, nth: int, moment: str
) -> None:
    sandbox.ada.reads(until="broke")
    match = call.replace("ID", "[^/]+") + "$"
    trouble = sandbox.fault(kind=moment, service=service, match=match, skip=nth - 1)

    with ThreadPoolExecutor(1) as pool:
        story = pool.submit(play_story, sandbox)
        strikes(sandbox, trouble)
        bot.kill()
        trouble.ends()
        bot.start()
        story.result()

    assert outcome(sandbox) == ONE_OF_EACH
    assert len(posted(sandbox, "thread:")) == 2


def _changes(sandbox: Sandbox, since: int) -> list[tuple[str, str]]:
    """Calls that change something, with the ids of tickets and connections taken out."""
    calls = [one for one in sandbox.journal(since, direction="in") if one["method"] != "GET"]
    asked = re.compile(r"/api/(?!chat\.(?!get)|views\.)")
    ident = re.compile(r"(?<=/issue/)[^/]+|(?<=/connections/)[^/]+")
    return [
        (one["service"], f"{one['method']} {ident.sub('ID', one['path'])}")
        for one in calls
        if not asked.match(one["path"])
    ]
