"""When something is worth saying: every number, with the reason beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta


@dataclass(frozen=True)
class Thresholds:
    """Operators may change all of them (`bot/config/alert_settings.py`)."""

    consecutive_failures: int = 2
    """Failed runs in a row: a single failure mostly mends itself with the next run."""
    long_interval: timedelta = timedelta(hours=6)
    """When the next run is further away than this, one failure is enough: nobody wants to wait for it."""
    critical_failures: int = 5
    """Failed runs in a row that make it critical: by then it will not heal by itself."""
    flapping_changes: int = 5
    """Changes between good and bad within `flapping_runs`: a third failure. Two lone ones are mere chance."""
    flapping_runs: int = 12
    """Three days at six hours a run; the 21 checks that monitoring usually takes would be five days."""
    recovery_runs: int = 3
    """Good runs in a row after which something that flapped counts as well again."""
    cadence_min_runs: int = 4
    """Good runs before the rhythm of a connection is believed: fewer may all be of one afternoon."""
    late_intervals: float = 2.0
    """Intervals that may pass without a good run where Fivetran repeats it: one failure alone is not told."""
    late_intervals_manual: float = 1.5
    """The same where something else starts the runs: nobody repeats one that did not begin."""
    late_grace: timedelta = timedelta(minutes=30)
    """… and this on top, so that hourly connections have room to breathe."""
    critically_late_after: timedelta = timedelta(days=1)
    """Data that is this much later than it should be is critical: a whole day's load is missing."""
    setup_deadline: timedelta = timedelta(days=3)
    """How long setup may stay unfinished: credentials have to be found, but not for ever."""
    storm_size: int = 5
    """Incidents of one group that make a storm: more messages than this at once are not read."""
    storm_window: timedelta = timedelta(minutes=30)
    """… when they began within this time: an outage shows as each connection's next run fails."""
    storm_quiet_period: timedelta = timedelta(minutes=10)
    """A storm ends when nothing has joined it for this long …"""
    storm_max_open: int = 2
    """… and no more than this many are still open; those get messages of their own."""
    reminder_interval: timedelta = timedelta(days=1)
    """Between two reminders (in the thread) of something critical that nobody is on; no more is repeated."""
    reopen_window: timedelta = timedelta(days=1)
    """What comes back within this time of its end, and no worse, is known: it goes on in its old message."""
    min_edit_interval: timedelta = timedelta(seconds=45)
    """Between two edits of a message; what changes meanwhile is merged. Slack allows 50 a minute in all."""
    expected_by: Mapping[str, time] = field(default_factory=dict)
    """Name or id of a connection → time of day (UTC) by which each day's data has to be there."""
