"""What each path asks is held here: more statements, transactions, or calls than these are a step back."""

import pytest

from bench.counts import Count, count_paths
from sandbox.driver import Sandbox, serve

CEILINGS = {
    "form": (5, 4, 1),
    "submission": (49, 39, 9),  # two entries of the audit trail; the open Home tab twice, before and after the ticket
    "approval": (60, 42, 13),  # the twelve of a decision, and the Home tab that was opened before
    "form without a service": (2, 1, 1),
    "type-ahead": (0, 0, 0),
    "choose a service": (2, 1, 1),
    "status by name": (13, 10, 4),  # one reads what the viewer has asked for
    "list": (13, 10, 0),  # one reads what the viewer has asked for
    "question": (34, 22, 2),
    "Home": (5, 5, 1),  # one reads the connections that the viewer claimed
    "digest": (22, 12, 0),
    "quiet round": (21, 5, 2),  # one reads the owners of what is judged
}
"""Path → statements, transactions, and HTTP calls, until everything that follows is done.

Where work is queued, a slow machine can ask the queue once more. Right after a poll, some paths read what it changed.
"""


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Count]:
    """Each path, counted once."""
    database = tmp_path_factory.mktemp("counts") / "desk.sqlite3"
    with serve() as url, Sandbox(url) as world:
        return dict(count_paths(world, f"sqlite:///{database}"))


@pytest.mark.parametrize("path", CEILINGS)
def test_a_path_asks_no_more_than_it_must(counts: dict[str, Count], path: str) -> None:
    found = counts[path]

    asked = found.statements, found.transactions, found.http_calls
    assert all(one <= ceiling for one, ceiling in zip(asked, CEILINGS[path], strict=True)), asked


def test_every_path_has_a_ceiling(counts: dict[str, Count]) -> None:
    assert counts.keys() == CEILINGS.keys()
