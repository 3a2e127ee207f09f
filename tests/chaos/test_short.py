"""A few random stories: `make chaos` plays many. Each is played again with the command that a failure prints."""

from collections.abc import Iterator

import pytest

from sandbox.driver import Sandbox
from tests.chaos.playing import play, start_stage
from tests.e2e.support.fork_client import ForkServer


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Sandbox, ForkServer | None]]:
    """A sandbox and a fork server for all stories."""
    with start_stage() as found:
        yield found


@pytest.mark.parametrize(
    ("seed", "database"),
    [
        (1, "sqlite"),
        (8, "sqlite"),
        pytest.param(1, "postgres", marks=pytest.mark.postgres),
        pytest.param(8, "postgres", marks=pytest.mark.postgres),
    ],
)
def test_a_random_story_ends_well(shared: tuple[Sandbox, ForkServer | None], seed: int, database: str) -> None:
    result = play(*shared, seed, database, most_forms=1)

    again = f"make chaos SEED={seed} STORIES=1 DATABASE={database} FORMS=1"
    assert not result.faults, "\n".join([*result.faults, result.script, f"again: {again}", result.log])
    assert result.counts["requests"]
