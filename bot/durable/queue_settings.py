"""The queues, and how DBOS works on each."""

from dbos import DBOS, Queue

CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE = "clicks", "questions", "requests", "channel"
TIMETABLE_QUEUE, HINT_QUEUE = "timetable", "hints"
"""Polls that a webhook causes, one at a time for each group; and other hints, which never delay a click or a poll."""
QUEUES = (CLICK_QUEUE, QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE, HINT_QUEUE)
MAX_RUNNING_HINTS = 4
"""Hints that one process works on at a time. A flood of them waits here."""


def register_queues() -> list[Queue]:
    """Register the queues, without a limiter of DBOS: it counts by a clock that can be set back."""
    found = [
        DBOS.register_queue(CLICK_QUEUE),
        DBOS.register_queue(HINT_QUEUE, worker_concurrency=MAX_RUNNING_HINTS),
    ]
    for name in (QUESTION_QUEUE, REQUEST_QUEUE, CHANNEL_QUEUE, TIMETABLE_QUEUE):
        found.append(DBOS.register_queue(name, partition_concurrency=1))
    for queue in found:
        queue.database_backed_queue = False  # so DBOS doesn't read these limits again before each look
    return found
