"""The queues, and how DBOS works on each."""

from dbos import DBOS

CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE = "clicks", "questions", "requests", "channel"
TIMETABLE_QUEUE, HINT_QUEUE = "timetable", "hints"
"""Jobs of the timetable, one run at a time for each name; and hints from outside, which never delay a click."""
QUEUES = (CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE, HINT_QUEUE)
QUEUE_POLL_SECONDS = 0.2
"""Seconds between two looks into a queue: the longest time that a click waits before it runs."""
MAX_RUNNING_HINTS = 4
"""Hints that one process works on at a time. A flood of them waits here."""


def register_queues() -> None:
    """Register the queues, without a limiter of DBOS: it counts by a clock that can be set back."""
    DBOS.register_queue(CLICK_QUEUE, polling_interval_sec=QUEUE_POLL_SECONDS)
    DBOS.register_queue(HINT_QUEUE, polling_interval_sec=QUEUE_POLL_SECONDS, worker_concurrency=MAX_RUNNING_HINTS)
    for queue in (QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE):
        DBOS.register_queue(queue, polling_interval_sec=QUEUE_POLL_SECONDS, partition_concurrency=1)
