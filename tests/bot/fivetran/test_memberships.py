"""Memberships are counted once for all who ask; a failed count is repeated only after a while."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier, Event
from typing import Any

import pytest

from bot.fivetran.memberships import MEMBERSHIPS_RETRY_SECONDS, Memberships
from bot.fivetran.protocol import ApiCall
from workflows.errors import Unavailable


@dataclass
class Fivetran:
    """Lists no members, unless it is down; it remembers what it was asked."""

    is_down: bool = False
    seconds: float = 0.0
    asked: list[str] = field(default_factory=list)
    is_asked: Event = field(default_factory=Event)
    answers: Event = field(default_factory=Event)
    """Fivetran is silent until this is set."""

    def __post_init__(self) -> None:
        self.answers.set()

    def items(self, call: ApiCall) -> Iterator[dict[str, Any]]:
        self.asked.append(call.path)
        self.is_asked.set()
        assert self.answers.wait(30)
        if self.is_down:
            raise Unavailable("Fivetran does not answer.")
        return iter(())

    def now(self) -> float:
        return self.seconds


def test_many_who_ask_at_once_share_one_count() -> None:
    fivetran, together = Fivetran(), Barrier(4)
    census = Memberships(fivetran, fivetran.now)  # type: ignore[arg-type]  # all that it needs of a client

    def ask(_number: int) -> None:
        together.wait()
        census.members("dev", "")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))

    assert sum(path == "/v1/users" for path in fivetran.asked) == 1


def test_who_waits_for_the_count_of_another_waits_with_a_limit() -> None:
    fivetran = Fivetran()
    census = Memberships(fivetran, fivetran.now, max_wait_seconds=0.01)  # type: ignore[arg-type]  # all that it needs
    fivetran.answers.clear()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(census.members, "dev", "")
        assert fivetran.is_asked.wait(30)
        with pytest.raises(Unavailable, match="taking too long"):
            census.members("dev", "")
        fivetran.answers.set()

        assert first.result(30) == census.members("dev", "")


def test_while_fivetran_does_not_answer_it_is_not_asked_again_at_once() -> None:
    fivetran = Fivetran(is_down=True)
    census = Memberships(fivetran, fivetran.now)  # type: ignore[arg-type]  # all that it needs of a client

    for seconds in (0.0, MEMBERSHIPS_RETRY_SECONDS - 1):
        fivetran.seconds = seconds
        with pytest.raises(Unavailable):
            census.members("dev", "")
    ignored = len(fivetran.asked)
    fivetran.seconds, fivetran.is_down = MEMBERSHIPS_RETRY_SECONDS, False
    census.members("dev", "")

    assert ignored == 1
