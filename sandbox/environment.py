"""Services that the simulated vendors share. This module knows no vendor."""

from sandbox.background import BackgroundTasks
from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.webhook_sender import WebhookSender


class Environment:
    """One clock, one journal, one set of faults and one way to reach the app."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self.changes = Changes()
        self.clock = Clock(self.changes)
        self.faults = Faults()
        self.journal = Journal()
        self.background = BackgroundTasks()
        self.webhooks = WebhookSender(self.clock, self.faults, self.journal, self.background)

    def reset(self) -> None:
        """Cancel pending deliveries, remove all faults, empty the journal, and return to real time."""
        self.background.cancel()
        self.faults.clear()
        self.clock.reset()
        self.journal.clear()

    async def close(self) -> None:
        """Stop the background tasks and close the connections to the app."""
        await self.background.close()
        await self.webhooks.close()
