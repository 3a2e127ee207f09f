"""What arrives at the same moment is written together, and each item gets its own outcome."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from dbos import EnqueueOptions

from bot.durable.group_commit import LARGEST_GROUP, GroupCommit
from bot.durable.work_table import WORK_TABLES, WorkTable, enqueue
from tests.support.work_queue_desk import ids
from workflows.errors import Unavailable

PATIENCE = 10.0


class Writer:
    """Notes the groups that it gets. Until the gate opens, it waits."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.gate, self.begun = threading.Event(), threading.Event()
        self.commits = GroupCommit(self.write)

    def write(self, items: Sequence[str]) -> None:
        self.groups.append(list(items))
        self.begun.set()
        self.gate.wait(PATIENCE)
        if "away" in items:
            raise Unavailable("The database isn't responding.")
        if "odd" in items:
            raise ValueError("odd")


@pytest.fixture
def writer() -> Iterator[Writer]:
    writer = Writer()
    yield writer
    writer.gate.set()
    writer.commits.close()


@pytest.fixture
def people() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as people:
        yield people


def hold(writer: Writer, people: ThreadPoolExecutor) -> None:
    """Keep the writer busy with a first item."""
    people.submit(writer.commits.add, "first")
    assert writer.begun.wait(PATIENCE)


def wait_until_waiting(writer: Writer | WorkTable, count: int) -> None:
    pause = threading.Event()
    while writer.commits._waiting.qsize() < count:
        pause.wait(0.001)


def wait_until_taken(table: WorkTable) -> None:
    pause = threading.Event()
    while table.commits._waiting.qsize():
        pause.wait(0.001)


def test_what_arrives_during_a_transaction_is_the_next_one(writer: Writer, people: ThreadPoolExecutor) -> None:
    hold(writer, people)
    presses = [people.submit(writer.commits.add, f"press {number}") for number in range(30)]
    wait_until_waiting(writer, 30)

    writer.gate.set()

    for press in presses:
        press.result(PATIENCE)
    assert [len(group) for group in writer.groups] == [1, 30]


def test_an_item_is_acked_after_its_transaction_only(writer: Writer, people: ThreadPoolExecutor) -> None:
    press = people.submit(writer.commits.add, "press")
    assert writer.begun.wait(PATIENCE)

    assert not press.done()
    writer.gate.set()
    press.result(PATIENCE)


def test_an_item_that_is_wrong_fails_alone(writer: Writer, people: ThreadPoolExecutor) -> None:
    hold(writer, people)
    presses = {name: people.submit(writer.commits.add, name) for name in ("one", "odd", "two")}
    wait_until_waiting(writer, 3)

    writer.gate.set()

    presses["one"].result(PATIENCE)
    presses["two"].result(PATIENCE)
    with pytest.raises(ValueError, match="odd"):
        presses["odd"].result(PATIENCE)


def test_an_outage_is_the_outcome_of_the_whole_group(writer: Writer, people: ThreadPoolExecutor) -> None:
    hold(writer, people)
    presses = [people.submit(writer.commits.add, name) for name in ("one", "away", "two")]
    wait_until_waiting(writer, 3)

    writer.gate.set()

    for press in presses:
        with pytest.raises(Unavailable):
            press.result(PATIENCE)
    assert len(writer.groups) == 2


def test_an_item_that_waited_too_long_is_never_written(writer: Writer, people: ThreadPoolExecutor) -> None:
    hold(writer, people)

    with pytest.raises(Unavailable, match="database"):
        writer.commits.add("late", patience=0.01)

    writer.gate.set()
    writer.commits.add("next")
    assert writer.groups == [["first"], ["next"]]


def test_an_item_whose_transaction_has_begun_waits_for_its_outcome(writer: Writer, people: ThreadPoolExecutor) -> None:
    press = people.submit(writer.commits.add, "press", 0.01)
    assert writer.begun.wait(PATIENCE)
    writer.gate.set()

    press.result(PATIENCE)
    assert writer.groups == [["press"]]


def test_a_group_has_a_largest_size(writer: Writer) -> None:
    with ThreadPoolExecutor(LARGEST_GROUP + 2) as crowd:
        hold(writer, crowd)
        presses = [crowd.submit(writer.commits.add, "press") for _ in range(LARGEST_GROUP + 1)]
        wait_until_waiting(writer, LARGEST_GROUP + 1)
        writer.gate.set()

    assert all(press.done() for press in presses)
    assert [len(group) for group in writer.groups] == [1, LARGEST_GROUP, 1]


@pytest.mark.usefixtures("desk")
def test_forty_presses_at_once_are_a_few_transactions(people: ThreadPoolExecutor) -> None:
    commits: list[object] = []
    table, first = WORK_TABLES[-1], EnqueueOptions(queue_name=NO_WORKER, workflow_id="one", workflow_name="nothing")
    sa.event.listen(table.database, "commit", commits.append)

    with table.client():  # nothing is written meanwhile
        table.commits._waiting.put(((first, []), Future()))
        wait_until_taken(table)
        presses = [people.submit(enqueue, NO_WORKER, f"press:{number}", "nothing") for number in range(40)]
        wait_until_waiting(table, 40)
    for one in presses:
        one.result(PATIENCE)

    assert len(ids("press:")) == 40
    assert len(commits) < 10


@pytest.mark.usefixtures("desk")
def test_a_press_that_is_delivered_again_is_one_workflow(people: ThreadPoolExecutor) -> None:
    list(people.map(lambda _: enqueue(NO_WORKER, "press:same", "nothing"), range(40)))

    assert ids("press:same") == ["press:same"]


NO_WORKER = "nowhere"
"""A queue that no process works on."""
