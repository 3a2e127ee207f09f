"""What a decision costs, from Approve until ticket, card, connection, Connect Card, and thread agree."""

import pytest

from bench.budgets import BUDGETS
from bench.decision import count_decision
from sandbox.driver import Sandbox


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_decision_asks_only_what_it_must(sandbox: Sandbox, database: str) -> None:
    log = count_decision(sandbox, database)

    assert BUDGETS["decision_statements"].is_kept(len(log.statements)), log.listing()
    assert BUDGETS["decision_calls"].is_kept(len(log.calls)), log.listing()
