"""What a decision costs, from Approve until ticket, card, connection, Connect Card, and thread agree."""

import pytest

from bench.decision import MAX_CALLS, MAX_STATEMENTS, count_decision
from sandbox.driver import Sandbox


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_decision_asks_only_what_it_must(sandbox: Sandbox, database: str) -> None:
    log = count_decision(sandbox, database)

    assert len(log.statements) <= MAX_STATEMENTS, log.listing()
    assert len(log.calls) <= MAX_CALLS, log.listing()
