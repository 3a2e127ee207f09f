"""The thresholds of incidents and storms, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta


@dataclass(frozen=True)
class Thresholds:
    """The thresholds; each one is a setting in `bot/config/alert_settings.py`."""

    consecutive_failures: int = 2
    """Failed runs in a row. After a single failure, the next run usually succeeds."""
    long_interval: timedelta = timedelta(hours=6)
    """If the next run is further away than this, one failure is enough: a second comes too late."""
    critical_failures: int = 5
    """Failed runs in a row that make it critical: by then, retries are unlikely to help."""
    flapping_changes: int = 5
    """Changes of result within `flapping_runs`: a third failure. Two isolated failures can be chance."""
    flapping_runs: int = 12
    """Three days at a six-hour interval. The 21 checks that are common in monitoring would take five days."""
    recovery_runs: int = 3
    """Successful runs in a row that end flapping."""
    cadence_min_runs: int = 4
    """Successful runs needed to learn a cadence: fewer can all be from one afternoon."""
    late_intervals: float = 2.0
    """Intervals without a success before data is late. Fivetran retries, so one failure isn't enough."""
    late_intervals_manual: float = 1.5
    """The same if another system starts the runs: a run that didn't begin isn't retried."""
    late_grace: timedelta = timedelta(minutes=30)
    """Added to both, so that hourly connections don't become late too soon."""
    critically_late_after: timedelta = timedelta(days=1)
    """A delay that makes late data critical: a whole day's data is missing."""
    setup_deadline: timedelta = timedelta(days=3)
    """How long setup can stay unfinished: finding credentials takes a few days."""
    storm_size: int = 5
    """Incidents of one group that make a storm: people don't read this many messages at once."""
    storm_window: timedelta = timedelta(minutes=30)
    """The time within which they begin: an outage shows when each connection's next run fails."""
    storm_quiet_period: timedelta = timedelta(minutes=10)
    """A storm can end when no incident has joined it for this long …"""
    storm_max_open: int = 2
    """… and at most this many of its incidents are open; these get their own messages."""
    reminder_interval: timedelta = timedelta(days=1)
    """Time between two reminders, in the thread, of a critical incident without an acknowledgment."""
    reopen_window: timedelta = timedelta(days=1)
    """A condition that returns within this time, and isn't more severe, continues in its old message."""
    min_edit_interval: timedelta = timedelta(seconds=45)
    """Time between two edits of a message; changes in between are merged. Slack allows 50 edits a minute."""
    expected_by: Mapping[str, time] = field(default_factory=dict)
    """Name or id of a connection → time of day (UTC) by which each day's data has to be there."""
