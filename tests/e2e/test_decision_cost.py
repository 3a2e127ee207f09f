"""What a decision costs, from Approve until ticket, card, connection, Connect Card, and thread agree."""

import pytest

from bench.budgets import BUDGETS
from bench.decision import count_decision, running_bot
from bench.messages import count_messages
from sandbox.driver import Sandbox


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_decision_asks_only_what_it_must(sandbox: Sandbox, database: str) -> None:
    log = count_decision(sandbox, database)

    assert BUDGETS["decision_statements"].is_kept(len(log.statements)), log.listing()
    assert BUDGETS["decision_calls"].is_kept(len(log.calls)), log.listing()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_whole_story_takes_few_messages(sandbox: Sandbox, database: str) -> None:
    with running_bot(sandbox, database):
        counts = count_messages(sandbox)

    assert counts == {"requester": 3, "approver": 0, "channel": 2}
