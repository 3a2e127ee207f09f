"""Whatever arrives signed at a door of a running bot gets an answer soon, and the bot goes on without a word."""

import httpx
import pytest

from tests.bot.http.test_door import MAX_SECONDS, SECRET
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.mutated_payloads import DOORS, NO_ANSWER, answers

PAYLOADS, SEED = 40, 11


@pytest.fixture
def match_vendor_specs() -> None:
    """Check nothing: the ids in these payloads are odd, and the bot passes them on to Slack."""


@pytest.mark.parametrize("door", ["http"], indirect=True)
def test_no_door_fails_or_hangs(bots: Bots) -> None:
    bot = bots.start(FIVETRAN_WEBHOOK_SECRET=SECRET, JIRA_WEBHOOK_SECRET=SECRET)

    wrong = {name: found for name in DOORS if (found := wrong_answers(bot.url, name))}

    assert wrong == {}
    assert httpx.get(f"{bot.url}/health/live", trust_env=False).status_code == 200
    assert "Traceback" not in bots.log()


def wrong_answers(url: str, name: str) -> list[tuple[int, float]]:
    """Return failures, and answers that are slow twice: the machine can be busy once."""
    found = list(answers(url, name, PAYLOADS, SEED))
    if any(seconds > MAX_SECONDS for _, seconds in found):
        again = answers(url, name, PAYLOADS, SEED)
        found = [min(first, second, key=lambda one: one[1]) for first, second in zip(found, again, strict=True)]
    return [(status, seconds) for status, seconds in found if not is_good(status) or seconds > MAX_SECONDS]


def is_good(status: int) -> bool:
    """Whether the bot accepted a payload, or blamed its sender."""
    return status != NO_ANSWER and status < 500
