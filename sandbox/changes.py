"""Whoever watches the world waits here until something in it changes."""

import asyncio


class Changes:
    """A version number that grows with every change, and a way to wait for the next one."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Event] = set()

    def happened(self) -> None:
        """Something changed: wake everyone who waits."""
        self.version += 1
        for event in self._waiting:
            event.set()

    async def after(self, version: int, timeout: float) -> int:
        """Wait until the version is above `version`, at most `timeout` real seconds."""
        if self.version <= version:
            event = asyncio.Event()
            self._waiting.add(event)
            try:
                await asyncio.wait_for(event.wait(), timeout)
            except TimeoutError:
                pass
            finally:
                self._waiting.discard(event)
        return self.version
