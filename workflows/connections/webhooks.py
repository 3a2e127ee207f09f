"""Fivetran's web hooks: kept registered, heard as hints, and missed when they stop.

A web hook only shortens the wait for a look. What it says is never believed, and everything works without.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from workflows.errors import DeskError
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
"""What may change the state of a connection. The start of a sync changes nothing that anybody waits for."""
WEBHOOK_CHECK_INTERVAL = timedelta(minutes=10)
"""How often a web hook is looked after: Fivetran switches one off that failed for a day, and tells nobody."""
WEBHOOK_RETRY_INTERVAL = timedelta(minutes=2)
"""… while it cannot be registered: often our address only just began to answer."""
WEBHOOK_SILENT_AFTER = timedelta(hours=1)
"""Fivetran repeats a delivery after 5, 15, 30 and 50 minutes; what has not come by then is not late."""
MAX_POLLING_GAP = timedelta(minutes=5)
"""Whoever has not polled for so long was not there: what found a closed door meanwhile comes again."""
RECEIPT_RESOLUTION = timedelta(minutes=1)
"""How exactly we know when we last heard something."""
WEBHOOK_CLOCK_SKEW = timedelta(minutes=2)
"""How far Fivetran's clock may be ahead of ours: what we heard of did not end after we heard of it."""


@dataclass(frozen=True)
class Webhook:
    """A web hook as Fivetran has it. One of the whole account has no group."""

    id: str
    url: str
    group_id: str | None
    is_active: bool
    events: frozenset[str]

    @property
    def is_fully_enabled(self) -> bool:
        """Whether it brings everything that we want to hear."""
        return self.is_active and self.events >= set(WEBHOOK_EVENTS)


def find_webhook(webhooks: Iterable[Webhook], url: str, group_id: str) -> Webhook | None:
    """The web hook that brings us the news of a group; one in order before one that has to be mended."""
    fitting = [hook for hook in webhooks if hook.url == url and hook.group_id in (None, group_id)]
    return max(fitting, key=lambda hook: hook.is_fully_enabled, default=None)


@dataclass(frozen=True)
class WebhookRegistration:
    """The web hook of a group, now certainly there and switched on."""

    hook_id: str
    was_disabled: bool = False
    """Whether Fivetran had switched it off."""


@dataclass(frozen=True)
class WebhookStatus:
    """How it stands with the web hook of a group, as far as we know."""

    group_id: str
    hook_id: str = ""
    """Empty until there is one."""
    registered_at: datetime | None = None
    """When it was registered, or switched on again."""
    checked_at: datetime | None = None
    """When we last looked after it."""
    error: str = ""
    """Why it cannot be registered, in words for an operator."""
    last_received_at: datetime | None = None
    missed_since: datetime | None = None
    """When the first sync ended that polling saw and no web hook told of."""
    miss_confirmed_at: datetime | None = None
    """When polling last found that something was missed …"""
    miss_observed_since: datetime | None = None
    """… and since when it has found that without an absence."""
    is_silent: bool = False
    """Whether web hooks have stopped: syncs end, and nothing is heard of it."""

    def is_due(self, now: datetime) -> bool:
        """Whether somebody should look after it."""
        wait = WEBHOOK_RETRY_INTERVAL if self.error else WEBHOOK_CHECK_INTERVAL
        return self.checked_at is None or now - self.checked_at >= wait

    def with_registration(self, registration: WebhookRegistration, now: datetime) -> "WebhookStatus":
        """It is there. What was missed stays missed until something is heard again."""
        is_new = registration.was_disabled or registration.hook_id != self.hook_id
        since = now if is_new else self.registered_at
        return replace(self, hook_id=registration.hook_id, registered_at=since, checked_at=now, error="")

    def with_error(self, message: str, now: datetime) -> "WebhookStatus":
        """It could not be looked after."""
        return replace(self, checked_at=now, error=message)

    def with_receipt(self, now: datetime) -> "WebhookStatus":
        """Something genuine came through it. A burst of it is one fact."""
        if (
            self.missed_since is None
            and self.last_received_at
            and now - self.last_received_at < RECEIPT_RESOLUTION
        ):
            return self
        return replace(
            self,
            last_received_at=now,
            missed_since=None,
            miss_confirmed_at=None,
            miss_observed_since=None,
            is_silent=False,
        )

    def with_poll(self, last_sync_ended_at: datetime | None, now: datetime) -> "WebhookStatus":
        """The last sync that polling saw succeed ended then; is it one that we should have heard of?"""
        last = max(filter(None, (self.registered_at, self.last_received_at)), default=None)
        missed = self.missed_since
        if missed is None and last_sync_ended_at and last and last_sync_ended_at > last + WEBHOOK_CLOCK_SKEW:
            missed = last_sync_ended_at
        return self if missed is None else self._with_missed_sync(missed, now)

    def _with_missed_sync(self, missed: datetime, now: datetime) -> "WebhookStatus":
        """Only an hour in which somebody was there to hear is a silence."""
        was_away = self.miss_confirmed_at is None or now - self.miss_confirmed_at > MAX_POLLING_GAP
        since = now if was_away or self.miss_observed_since is None else self.miss_observed_since
        is_silent = self.is_silent or now - since >= WEBHOOK_SILENT_AFTER
        return replace(
            self, missed_since=missed, miss_confirmed_at=now, miss_observed_since=since, is_silent=is_silent
        )

    @property
    def problem(self) -> str:
        """What is wrong with it; empty when nothing is."""
        if self.error:
            return f"It can't be registered. {self.error}"
        if self.is_silent and self.missed_since:
            return f"No events since {self.missed_since:%Y-%m-%d %H:%M} UTC, although syncs finished."
        return ""


class Webhooks(Protocol):
    """The web hooks of the Fivetran account."""

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        """The web hook of a group: found, made, or switched on again; never two of them.

        With `renew` it also gets our secret once more, which may have changed. None when nobody told us our
        own address: then somebody makes web hooks by hand, or nobody does. Raises `Refused` when Fivetran
        cannot reach us.
        """
        ...


class WebhookStatusStorage(Protocol):
    """What we remember of them."""

    def refresh_statuses(self) -> Sequence[WebhookStatus]:
        """One for each group that is watched, now with what polling saw."""
        ...

    def record_registration(self, group_id: str, registration: WebhookRegistration) -> None:
        """The web hook is there."""
        ...

    def record_failure(self, group_id: str, message: str) -> None:
        """It could not be looked after."""
        ...


@dataclass(frozen=True)
class WebhookPorts:
    """All that `keep_hooks` needs."""

    clock: Clock
    webhooks: Webhooks
    statuses: WebhookStatusStorage


def ensure_webhooks(ports: WebhookPorts) -> None:
    """Look after the web hooks that are due."""
    now = ports.clock.now()
    for standing in ports.statuses.refresh_statuses():
        if standing.is_due(now):
            _ensure_webhook(standing, ports)


def _ensure_webhook(standing: WebhookStatus, desk: WebhookPorts) -> None:
    group = standing.group_id
    try:
        if found := desk.webhooks.ensure(group, renew=standing.is_silent):
            desk.statuses.record_registration(group, found)
    except DeskError as failure:
        desk.statuses.record_failure(group, failure.message)
