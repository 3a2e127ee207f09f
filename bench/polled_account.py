"""The parts of a bot in this process, over an account that stands still."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.account.connections import GROUPS, NOW
from bot.bootstrap.core import Container
from bot.config.settings import read_settings
from demo.stage import sandbox_settings

NOWHERE = "http://127.0.0.1:9"
"""The address of vendors that aren't asked."""


@dataclass
class MinuteClock:
    """A clock that each round advances by a minute."""

    time: datetime = NOW

    def now(self) -> datetime:
        """Return the time of the last round."""
        return self.time


class PolledAccount:
    """The bot's own rounds over an account, which a server for Fivetran lists."""

    def __init__(self, database: str, fivetran: str) -> None:
        groups = {f"FIVETRAN_{group.upper()}_GROUP": group for group in GROUPS}
        known = sandbox_settings(NOWHERE, database, port=0) | groups | {"FIVETRAN_URL": fivetran}
        self._clock = MinuteClock()
        self.parts = Container(read_settings(**{name.lower(): value for name, value in known.items()}), self._clock)

    def poll(self) -> float:
        """Run a round over all groups. Return its CPU seconds."""
        self._clock.time += timedelta(minutes=1)
        began = time.process_time()
        for group in GROUPS:
            self.parts.ports.poll(group)
        return time.process_time() - began
