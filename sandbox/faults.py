"""Faults on request: what fails, where, and how often."""

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

FaultKind = Literal[
    "fail", "lose", "close", "reset", "slow", "rate_limit", "hold", "hold_answer", "deliver_twice", "deliver_late"
]
LOST_ANSWERS: tuple[FaultKind, ...] = ("lose", "close", "reset")
"""Faults that do the work and then break the connection in the answer, before it, or with a TCP reset."""


@dataclass
class Fault:
    """One fault.

    `fail` answers `status` without doing the work (200: a web page; with `error`: Slack's error code) ·
    `lose` does the work and drops the connection in the middle
    of the answer · `close` does the work and closes the connection without an answer · `reset` does the work and
    resets the connection ·
    `slow` waits `seconds` first · `rate_limit` answers 429 with `Retry-After: seconds` ·
    `hold` keeps the request waiting before the work, `hold_answer` after it, until the fault is removed ·
    `deliver_twice` and `deliver_late` (by `seconds`) apply to deliveries from the vendor to the app.
    """

    kind: FaultKind
    service: Literal["slack", "jira", "fivetran", "pagerduty"]
    match: str = ""
    """A regular expression searched in `"METHOD /path"`. Empty matches every call of the service."""
    times: int | None = 1
    """How many calls it affects. None means until it is removed."""
    skip: int = 0
    """How many matching calls pass first."""
    status: int = 503
    seconds: float = 1.0
    error: str = ""
    """Slack's error code, for example `restricted_action`. Slack sends it with status 200."""
    id: int = field(default_factory=itertools.count(1).__next__)
    struck: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def matches(self, service: str, call: str) -> bool:
        """Return whether this fault applies to `call` ("METHOD /path") and isn't used up."""
        return self.service == service and self.times != 0 and re.search(self.match, call) is not None

    @property
    def holds(self) -> bool:
        """Whether it holds calls. Such a fault stays active until it is removed."""
        return self.kind in ("hold", "hold_answer")


class Faults:
    """The active faults."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Add a fault."""
        self.active.append(fault)
        return fault

    def take(self, service: str, call: str, kinds: tuple[FaultKind, ...]) -> Fault | None:
        """Return the fault that applies to this call, if any, and count its use."""
        for fault in self.active:
            if fault.kind in kinds and fault.matches(service, call):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                return self._use(fault)
        return None

    def _use(self, fault: Fault) -> Fault:
        fault.struck += 1
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0 and not fault.holds:
                self.active.remove(fault)
        return fault

    def remove(self, fault_id: int) -> None:
        """Remove one fault and release the calls it holds."""
        for fault in [fault for fault in self.active if fault.id == fault_id]:
            self.active.remove(fault)
            fault.released.set()

    def clear(self) -> None:
        """Remove all faults and release all held calls."""
        for fault in self.active:
            fault.released.set()
        self.active.clear()
