"""Show a person that something happens while vendors are slow."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context

PROGRESS_SECONDS = 1.0
"""Seconds until a person sees that their click counts. Usually everything is done by then."""


@contextmanager
def show_if_slow(show: Callable[[], None], seconds: float = PROGRESS_SECONDS) -> Iterator[None]:
    """Run `show` beside the block if the block takes longer. Ends when both have ended."""
    ended = threading.Event()

    def watch() -> None:
        if not ended.wait(seconds):
            show()

    watcher = threading.Thread(target=copy_context().run, args=[watch], name="progress", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
