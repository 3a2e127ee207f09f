"""The whole pretend world: three vendors that share one clock, one journal and one way out to the app."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.journal import Journal
from sandbox.outbox import Outbox

if TYPE_CHECKING:
    from sandbox.fivetran import Account
    from sandbox.jira import Site
    from sandbox.slack import Workspace


class Refusal(Exception):
    """A control verb that cannot be done; its words go back to whoever asked, as HTTP 409."""


class World:
    """Everything the sandbox knows. Vendors are built by the factories, so this module imports none."""

    slack: "Workspace"
    jira: "Site"
    fivetran: "Account"

    def __init__(
        self,
        base_url: str,
        manifest: dict[str, Any],
        *,
        slack: "Callable[[World], Workspace]",
        jira: "Callable[[World], Site]",
        fivetran: "Callable[[World], Account]",
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._created_from = manifest
        self.changes = Changes()
        self.faults = Faults()
        self.outbox = Outbox(self)
        self._factories: dict[str, Callable[[World], Any]] = {
            "fivetran": fivetran,
            "jira": jira,
            "slack": slack,
        }
        self.reset()

    def reset(self) -> None:
        """A fresh world: nothing happened yet, no trouble, real time. Open sockets stay connected."""
        self.outbox.forget()
        self.manifest = self._created_from
        self.faults.clear()
        self.clock = Clock()
        self.journal = Journal()
        for name, factory in self._factories.items():
            setattr(self, name, factory(self))
        self.changes.happened()

    async def reaches(self, moment: float) -> None:
        """Wait until sandbox time is `moment` (epoch seconds): time passes by itself or is moved forward."""
        while (missing := moment - self.clock.now()) > 0:
            standing = self.clock.frozen is not None
            await self.changes.after(self.changes.version, 60.0 if standing else missing)
