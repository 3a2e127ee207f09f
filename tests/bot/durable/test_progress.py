"""A person who waits for a slow vendor sees progress."""

import threading

from bot.durable.progress import show_if_slow


def test_what_takes_long_is_shown_meanwhile() -> None:
    shown = threading.Event()

    with show_if_slow(shown.set, seconds=0.0):
        assert shown.wait(10)


def test_what_ends_soon_shows_nothing_and_leaves_no_thread() -> None:
    shown = threading.Event()

    with show_if_slow(shown.set, seconds=60.0):
        pass

    assert not shown.is_set()
    assert "progress" not in [thread.name for thread in threading.enumerate()]


def test_the_block_ends_after_what_is_shown() -> None:
    began, goes_on, ended = threading.Event(), threading.Event(), threading.Event()

    def show() -> None:
        began.set()
        goes_on.wait(10)
        ended.set()

    with show_if_slow(show, seconds=0.0):
        assert began.wait(10)
        goes_on.set()

    assert ended.is_set()
