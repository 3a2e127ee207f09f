"""What is known of the webhook of a group, and when it counts as silent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workflows.formatting import format_time

WEBHOOK_CHECK_INTERVAL = timedelta(minutes=10)
"""Time between two checks of a webhook. Fivetran silently disables one that has failed for a day."""
WEBHOOK_RETRY_INTERVAL = timedelta(minutes=2)
"""The same while it can't be registered, often because our address isn't reachable yet."""
WEBHOOK_SILENT_AFTER = timedelta(hours=1)
"""Fivetran retries a delivery after 5, 15, 30, and 50 minutes. After that, it is lost."""
MAX_POLLING_GAP = timedelta(minutes=5)
"""After a longer gap, the bot counts as down. Fivetran retries the deliveries of that time."""
RECEIPT_RESOLUTION = timedelta(minutes=1)
"""The precision of the time of the last delivery."""
WEBHOOK_CLOCK_SKEW = timedelta(minutes=2)
"""How far Fivetran's clock can be ahead of ours without a sync counting as missed."""


@dataclass(frozen=True)
class WebhookRegistration:
    """The webhook of a group, confirmed to exist and to be enabled."""

    hook_id: str
    was_disabled: bool = False
    """Whether Fivetran had disabled it."""


@dataclass(frozen=True)
class WebhookStatus:
    """The last known status of the webhook of a group."""

    group_id: str
    hook_id: str = ""
    """Empty until the webhook exists."""
    registered_at: datetime | None = None
    """When it was registered or last enabled again."""
    checked_at: datetime | None = None
    """When it was last checked."""
    error: str = ""
    """Why it can't be registered, in words for the operator."""
    last_received_at: datetime | None = None
    missed_since: datetime | None = None
    """When the first sync ended that polling saw but no webhook reported."""
    miss_confirmed_at: datetime | None = None
    """When polling last confirmed the miss …"""
    miss_observed_since: datetime | None = None
    """… and since when it has confirmed it without a gap in polling."""
    is_silent: bool = False
    """Whether webhooks have stopped: syncs end, but no events arrive."""

    def is_due(self, now: datetime) -> bool:
        """Return whether the next check is due."""
        wait = WEBHOOK_RETRY_INTERVAL if self.error else WEBHOOK_CHECK_INTERVAL
        return self.checked_at is None or now - self.checked_at >= wait

    def with_registration(self, registration: WebhookRegistration, now: datetime) -> "WebhookStatus":
        """Record that it exists. A miss stays recorded until an event arrives."""
        is_new = registration.was_disabled or registration.hook_id != self.hook_id
        since = now if is_new else self.registered_at
        return replace(self, hook_id=registration.hook_id, registered_at=since, checked_at=now, error="")

    def with_error(self, message: str, now: datetime) -> "WebhookStatus":
        """Record a failed check."""
        return replace(self, checked_at=now, error=message)

    def with_receipt(self, now: datetime) -> "WebhookStatus":
        """Record a delivery with a valid signature; deliveries within a minute count as one."""
        if self.missed_since is None and self.last_received_at and now - self.last_received_at < RECEIPT_RESOLUTION:
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
        """Record the last successful sync that polling saw, and whether its event is missing."""
        last = max(filter(None, (self.registered_at, self.last_received_at)), default=None)
        missed = self.missed_since
        if missed is None and last_sync_ended_at and last and last_sync_ended_at > last + WEBHOOK_CLOCK_SKEW:
            missed = last_sync_ended_at
        return self if missed is None else self._with_missed_sync(missed, now)

    def _with_missed_sync(self, missed: datetime, now: datetime) -> "WebhookStatus":
        """Count the webhook as silent after an hour of misses in which the bot was polling."""
        was_away = self.miss_confirmed_at is None or now - self.miss_confirmed_at > MAX_POLLING_GAP
        since = now if was_away or self.miss_observed_since is None else self.miss_observed_since
        is_silent = self.is_silent or now - since >= WEBHOOK_SILENT_AFTER
        return replace(self, missed_since=missed, miss_confirmed_at=now, miss_observed_since=since, is_silent=is_silent)

    @property
    def problem(self) -> str:
        """What is wrong with it; empty if it works."""
        if self.error:
            return f"It can't be registered. {self.error}"
        if self.is_silent and self.missed_since:
            return f"No events since {format_time(self.missed_since)}, although syncs finished."
        return ""
