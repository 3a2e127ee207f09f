"""Keep Fivetran's webhooks registered, and notice when they stop.

A webhook only makes the next poll come sooner. Its content is never trusted, and everything works without it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Protocol

from workflows.connections.webhook_status import WebhookRegistration, WebhookStatus
from workflows.errors import DeskError
from workflows.isolation import handle_isolated
from workflows.ports import Clock

WEBHOOK_EVENTS = (
    "sync_end",
    "connection_successful",
    "connection_failure",
    "create_connector",
    "pause_connector",
    "resume_connector",
    "edit_connector",
    "delete_connector",
    "resync_connector",
)
"""The events that can change the state of a connection. The start of a sync isn't one of them."""


@dataclass(frozen=True)
class Webhook:
    """A webhook as Fivetran lists it. `group_id` is None for a webhook of the whole account."""

    id: str
    url: str
    group_id: str | None
    is_active: bool
    events: frozenset[str]

    @property
    def is_fully_enabled(self) -> bool:
        """Whether it delivers every event we need."""
        return self.is_active and self.events >= set(WEBHOOK_EVENTS)


def find_webhook(webhooks: Iterable[Webhook], url: str, group_id: str) -> Webhook | None:
    """Return our webhook for a group, preferably one that needs no repair."""
    fitting = [hook for hook in webhooks if hook.url == url and hook.group_id in (None, group_id)]
    return max(fitting, key=lambda hook: hook.is_fully_enabled, default=None)


class Webhooks(Protocol):
    """The webhooks of the Fivetran account."""

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        """Find, create, or re-enable the webhook of a group; never create a second one.

        `renew` also sends our secret again, in case it changed. Returns None if `PUBLIC_URL` isn't set; the
        operator can then create webhooks by hand. Raises `Refused` if Fivetran can't reach us.
        """
        ...


class WebhookStatusStorage(Protocol):
    """Where the statuses of webhooks are stored."""

    def refresh_statuses(self) -> Sequence[WebhookStatus]:
        """Update the status of each watched group from the last polls, and return all of them."""
        ...

    def record_registration(self, group_id: str, registration: WebhookRegistration) -> None:
        """Record that the webhook exists."""
        ...

    def record_failure(self, group_id: str, message: str) -> None:
        """Record a failed check."""
        ...


@dataclass(frozen=True)
class WebhookPorts:
    """The ports of `ensure_webhooks`."""

    clock: Clock
    webhooks: Webhooks
    statuses: WebhookStatusStorage


def ensure_webhooks(ports: WebhookPorts) -> None:
    """Check every webhook that is due."""
    now = ports.clock.now()
    due = [status for status in ports.statuses.refresh_statuses() if status.is_due(now)]
    handle_isolated("webhook", due, partial(_ensure_webhook, ports=ports), attrgetter("group_id"))


def _ensure_webhook(status: WebhookStatus, ports: WebhookPorts) -> None:
    group = status.group_id
    try:
        if found := ports.webhooks.ensure(group, renew=status.is_silent):
            ports.statuses.record_registration(group, found)
    except DeskError as failure:
        ports.statuses.record_failure(group, failure.message)
