"""What exists already of a service: connections of both environments, and open requests."""

from dataclasses import dataclass
from datetime import datetime

from workflows.connection import Health
from workflows.life import Status


@dataclass(frozen=True)
class Twin:
    """A connection, or a request that may become one."""

    service: str
    name: str
    environment: str
    """`Fivetran_Dev` or `Fivetran_Prod`."""
    state: str
    """In words for people."""
    owner: str | None = None
    """Slack user id of whoever asked for it; None when nobody did that here."""
    owner_name: str | None = None
    fresh_at: datetime | None = None
    """When its data was last brought up to date."""
    connection_id: str | None = None
    request_id: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether the connection exists."""
        return self.connection_id is not None


def state_of(health: Health, setup_state: str, paused: bool, succeeded: bool) -> str:
    """The state of a connection as people say it."""
    if health is Health.BROKEN:
        return "broken"
    if setup_state == "incomplete":
        return "waiting for credentials"
    if paused:
        return "paused"
    return "works" if succeeded else "syncing its history"


WAITS: dict[Status, str] = {
    Status.SUBMITTED: "waits for its ticket",
    Status.AWAITING_APPROVAL: "waits for an approver",
    Status.APPROVED: "waits for Fivetran to create the connection",
    Status.BEING_BUILT: "waits for its connector to be built",
    Status.AWAITING_CREDENTIALS: "waits for its owner to enter the credentials",
    Status.SYNCING_HISTORY: "waits for its historical sync",
    Status.LIVE: "is live",
    Status.BROKEN: "is broken: its owner or data engineering has to look",
    Status.DECLINED: "was declined",
    Status.WITHDRAWN: "was withdrawn",
    Status.EXPIRED: "has expired",
    Status.RETIRED: "is gone",
}
"""What a request waits for, or what became of it."""
