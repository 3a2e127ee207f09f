"""Commands that were received lately: Slack can deliver one twice, and the person typed it once."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from workflows.errors import Unavailable

MAX_REMEMBERED_COMMANDS = 2_000
"""Commands that a process remembers. Slack delivers again within minutes; a process gets a few commands a second."""


@dataclass(frozen=True)
class RepeatedCommands:
    """The commands that this process has received, and a way to ask what others have.

    What a command does durably has an id for all processes. A form opens once, because Slack accepts a trigger once.
    What is left is an answer, which a second process would give again.
    """

    limit: int = MAX_REMEMBERED_COMMANDS
    claim: Callable[[str], bool] = lambda _delivery: True
    """Takes a delivery for this process. Returns whether no other process has it."""
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_first(self, trigger_id: str) -> bool:
        """Return whether a command is new here, and remember it. Each one has its own trigger."""
        with self._lock:
            if trigger_id in self._seen:
                return False
            self._seen[trigger_id] = None
            if len(self._seen) > self.limit:
                self._seen.popitem(last=False)
            return True

    def is_answered_here(self, trigger_id: str) -> bool:
        """Return whether this process has to answer: no other one has received the command. Asks the database.

        If it can't say, the person rather gets two answers than none.
        """
        try:
            return self.claim(f"command:{trigger_id}")
        except Unavailable:
            return True
