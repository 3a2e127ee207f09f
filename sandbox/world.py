"""The complete sandbox: four vendors in one environment."""

from typing import Any

from sandbox.environment import Environment
from sandbox.fivetran import Account
from sandbox.jira import Site
from sandbox.pagerduty import Service
from sandbox.slack import Workspace


class World:
    """The current state of the four vendors. `manifest` is the Slack app's."""

    slack: Workspace
    jira: Site
    fivetran: Account
    pagerduty: Service

    def __init__(self, base_url: str, manifest: dict[str, Any]) -> None:
        self.env = Environment(base_url)
        self._manifest = manifest
        self._create_vendors()

    def _create_vendors(self) -> None:
        previous: Workspace | None = getattr(self, "slack", None)
        self.fivetran = Account(self.env)
        self.jira = Site(self.env)
        self.pagerduty = Service(self.env)
        self.slack = Workspace(self.env, self._manifest, previous.delivery if previous else None)

    def reset(self) -> None:
        """Replace every vendor with a new one. Open sockets stay connected."""
        self.env.reset()
        self._create_vendors()
        self.env.changes.notify()

    async def close(self) -> None:
        """Close the sockets and stop all background work."""
        await self.slack.close()
        await self.env.close()
