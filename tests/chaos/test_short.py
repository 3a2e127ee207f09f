"""A few random stories: `make chaos` plays many. Each is played again with the command that a failure prints."""

from collections.abc import Iterator

import pytest

from sandbox.driver import Sandbox
from tests.chaos.playing import play, theater
from tests.e2e.support.fork_client import Nursery


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[Sandbox, Nursery | None]]:
    """A sandbox and a nursery for all stories."""
    with theater() as found:
        yield found


@pytest.mark.parametrize(
    ("seed", "database"),
    [
        (1, "sqlite"),
        (2, "sqlite"),
        pytest.param(1, "postgres", marks=pytest.mark.postgres),
        pytest.param(2, "postgres", marks=pytest.mark.postgres),
    ],
)
def test_a_random_story_ends_well(house: tuple[Sandbox, Nursery | None], seed: int, database: str) -> None:
    result = play(*house, seed, database, most_forms=1)

    again = f"make chaos SEED={seed} STORIES=1 DATABASE={database} FORMS=1"
    assert not result.faults, "\n".join([*result.faults, result.script, f"again: {again}", result.log])
    assert result.counts["requests"]
