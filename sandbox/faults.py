"""Trouble on request: what goes wrong, where, and how often."""

import asyncio
import itertools
import re
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["fail", "lose", "slow", "rate_limit", "hold", "hold_answer", "deliver_twice", "deliver_late"]


@dataclass
class Fault:
    """One trouble.

    `fail` answers `status` without doing the work · `lose` does the work and drops the connection ·
    `slow` waits `seconds` first · `rate_limit` answers 429 with `Retry-After: seconds` ·
    `hold` keeps the request waiting before the work, `hold_answer` after it, until released or removed ·
    `deliver_twice` and `deliver_late` (by `seconds`) concern what the vendor sends to the app.
    """

    kind: Kind
    service: Literal["slack", "jira", "fivetran"]
    match: str = ""
    """A regular expression searched in `"METHOD /path"`; empty means everything of the service."""
    times: int | None = 1
    """How often it strikes; None means until it is removed."""
    skip: int = 0
    """How many matching calls pass unharmed first."""
    status: int = 503
    seconds: float = 1.0
    id: int = field(default_factory=itertools.count(1).__next__)
    struck: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def fits(self, service: str, call: str) -> bool:
        """Whether this trouble is about `call` ("METHOD /path") of `service`, and not used up."""
        return self.service == service and self.times != 0 and re.search(self.match, call) is not None

    @property
    def holds(self) -> bool:
        """Whether it holds calls: such a trouble stays switched on until it is removed, to let them go."""
        return self.kind in ("hold", "hold_answer")


class Faults:
    """The troubles that are switched on."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        """Switch a trouble on."""
        self.active.append(fault)
        return fault

    def strike(self, service: str, call: str, kinds: tuple[Kind, ...]) -> Fault | None:
        """The trouble that hits this call, if any; it is counted, and gone when used up."""
        for fault in self.active:
            if fault.kind in kinds and fault.fits(service, call):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                return self._count(fault)
        return None

    def _count(self, fault: Fault) -> Fault:
        fault.struck += 1
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0 and not fault.holds:
                self.active.remove(fault)
        return fault

    def remove(self, fault_id: int) -> None:
        """Switch one trouble off and let go what it held."""
        for fault in [fault for fault in self.active if fault.id == fault_id]:
            self.active.remove(fault)
            fault.released.set()

    def clear(self) -> None:
        """Switch all trouble off and let go everything that is held."""
        for fault in self.active:
            fault.released.set()
        self.active.clear()
