"""A listing reads its first lines and counts the rest. Its answer is the one that the whole account gives."""

from collections.abc import Iterable
from random import Random

import pytest
from rapidfuzz import fuzz
from sqlalchemy import Engine

from bot.queries.answerer import Answerer, build_environments
from bot.store.account_rows import AccountRows
from tests.bot.store.test_requests import Watch
from tests.support.random_account import random_account
from tests.support.sample_account import ADA, BO, CLEO, ROSA, SERVICES, NoUsageLog, OnePage, Window
from workflows.answers.router import route_question
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC, Viewer

QUESTIONS = (
    "what is broken?",
    "which connectors are paused?",
    "what is in development?",
    "which connectors expire soon?",
    "where is my request?",
    "is a_1 fresh? what is broken?",
    "who owns a_1?",
)
VIEWERS = (PUBLIC, ADA, ROSA, CLEO, BO, Viewer())
ACCOUNTS = 25


class Pages(OnePage):
    """A knowledge of one page."""

    def page(self, name: str) -> None:
        return None


@pytest.mark.parametrize("seeds", [range(start, ACCOUNTS, 5) for start in range(5)], ids=str)
def test_a_listing_says_what_the_whole_account_says(database: Engine, seeds: Iterable[int]) -> None:
    for seed in seeds:
        answerer = _answerer(database)  # it remembers the names until the next poll
        account = random_account(Random(seed))
        account.save(database)
        for viewer in VIEWERS:
            whole = account.snapshot(answerer.bare_snapshot(), viewer.id)
            for question in QUESTIONS:
                told = answerer.answer(question, viewer).answer.text
                assert (seed, viewer, told) == (seed, viewer, _ask(question, viewer, whole))


def _ask(question: str, viewer: Viewer, whole: Snapshot) -> str:
    answer = route_question(
        question, viewer, lambda _intents: whole, Window(answers=False), Pages().answer, fuzz.ratio, NoUsageLog()
    )
    return answer.text


def _answerer(engine: Engine) -> Answerer:
    rows, fivetran = AccountRows(engine, "prod"), Window(answers=False)
    environments = build_environments("dev", "prod")
    return Answerer(Pages(), rows, SERVICES, fivetran, Watch(), environments, NoUsageLog())
