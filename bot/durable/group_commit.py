"""Write what arrives at the same moment in one transaction, as databases do with their logs.

Forty presses at once would otherwise wait for forty transactions, each of which waits for its turn several times.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from workflows.errors import Unavailable

Item = TypeVar("Item")
Waiting = tuple[Item, Future[None]]
"""An item, and what is done when it is committed."""

MAX_QUEUE_SECONDS = 10.0
"""How long an item waits for its transaction to begin. After that, the person is asked to try again."""
LARGEST_GROUP = 200
"""Items in one transaction. More would keep other writers waiting."""


class GroupCommit(Generic[Item]):
    """Writes items in a thread of its own: all that wait, in one transaction."""

    def __init__(self, write: Callable[[Sequence[Item]], None]) -> None:
        """`write` writes items in one transaction, completely or not at all."""
        self._write = write
        self._waiting: SimpleQueue[Waiting[Item] | None] = SimpleQueue()
        threading.Thread(target=self._run, name="group commit", daemon=True).start()

    def add(self, item: Item, patience: float = MAX_QUEUE_SECONDS) -> None:
        """Return when the item is committed. Raises what `write` raises, and `Unavailable` after `patience` seconds."""
        committed: Future[None] = Future()
        self._waiting.put((item, committed))
        try:
            committed.result(patience)
        except TimeoutError:
            if committed.cancel():
                raise Unavailable("The database isn't responding.") from None
            committed.result()  # its transaction has begun, and its statements have limits

    def close(self) -> None:
        """Write what waits, and end the thread."""
        self._waiting.put(None)

    def _run(self) -> None:
        group: list[Waiting[Item] | None] = []
        while None not in group:
            group = self._next_group()
            self._commit([one for one in group if one and one[1].set_running_or_notify_cancel()])

    def _next_group(self) -> list[Waiting[Item] | None]:
        """Wait for an item, and return it with all others that wait. None is the end."""
        group = [self._waiting.get()]
        with suppress(Empty):
            while len(group) < LARGEST_GROUP:
                group.append(self._waiting.get_nowait())
        return group

    def _commit(self, group: Sequence[Waiting[Item]]) -> None:
        try:
            if group:
                self._write([item for item, _ in group])
        except Exception as failure:  # noqa: BLE001  # the thread that waits gets it
            if len(group) > 1 and not isinstance(failure, Unavailable):
                for one in group:  # it is about one of them, so the others are written
                    self._commit([one])
                return
            for _, committed in group:
                committed.set_exception(failure)
        else:
            for _, committed in group:
                committed.set_result(None)
