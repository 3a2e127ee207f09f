"""Change notification for clients that watch the sandbox."""

import asyncio


class Changes:
    """A version number that grows with every change."""

    def __init__(self) -> None:
        self.version = 0
        self._waiting: set[asyncio.Event] = set()

    def notify(self) -> None:
        """Increase the version and wake every waiting task."""
        self.version += 1
        for event in self._waiting:
            event.set()

    async def wait_after(self, version: int, timeout: float) -> int:
        """Wait at most `timeout` real seconds for a version above `version`. Return the version."""
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
