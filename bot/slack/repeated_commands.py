"""Commands that were received lately: Slack can deliver one twice, and the person typed it once."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

MAX_REMEMBERED_COMMANDS = 2_000
"""Commands that a process remembers. Slack delivers again within minutes; a process gets a few commands a second."""


@dataclass(frozen=True)
class RepeatedCommands:
    """The commands that this process has received. What a command does durably has an id for all processes."""

    limit: int = MAX_REMEMBERED_COMMANDS
    _seen: OrderedDict[str, None] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def is_first(self, trigger_id: str) -> bool:
        """Return whether a command is new, and remember it. Each one has its own trigger."""
        with self._lock:
            if trigger_id in self._seen:
                return False
            self._seen[trigger_id] = None
            if len(self._seen) > self.limit:
                self._seen.popitem(last=False)
            return True
