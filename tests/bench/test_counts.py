"""What each path asks is held here: more statements, transactions, or calls than these are a step back."""

import pytest

from bench.counts import Count, count_paths
from sandbox.driver import Sandbox, serve

CEILINGS = {
    "form": (8, 5, 2),
    "submission": (38, 32, 8),
    "approval": (60, 50, 14),
    "type-ahead": (3, 3, 0),
    "choose a service": (6, 3, 1),
    "status by name": (12, 9, 4),
    "list": (12, 9, 0),
    "question": (36, 24, 3),
    "Home": (4, 4, 1),
    "digest": (20, 11, 0),
    "quiet round": (20, 5, 2),
}
"""Path → statements, transactions, and HTTP calls, until everything that follows is done."""


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
