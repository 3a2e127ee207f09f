"""What is added to the thread of a message, and not to the channel: turns for the worse, reminders, ends."""

from collections.abc import Sequence
from datetime import datetime

from workflows.incidents.model import Condition, Incident
from workflows.incidents.storms import Storm

WORSENED, UNSNOOZED, STILL_OPEN, REOPENED, RESOLVED = "worse", "woken", "still", "again", "ended"


def thread_update_keys(subject: Incident | Storm) -> Sequence[str]:
    """Keys of everything there is to say by now, oldest first; each is said once.

    What is snoozed says nothing but its end, and what is told in a storm is said there.
    """
    if isinstance(subject, Storm):
        return [RESOLVED] if subject.is_over and subject.family != Condition.FIRST_SYNC else []
    if subject.storm_id or subject.condition is Condition.FIRST_SYNC:
        return []
    said = (
        []
        if subject.snoozed_until
        else [f"{what} {at.isoformat()}" for what, at in _timestamps(subject) if at]
    )
    return [*said, _resolved_key(subject)] if subject.is_over else said


def _timestamps(incident: Incident) -> Sequence[tuple[str, datetime | None]]:
    return (
        (REOPENED, incident.reopened_at),
        (WORSENED, incident.worsened_at),
        (UNSNOOZED, incident.unsnoozed_at),
        (STILL_OPEN, incident.reminded_at),
    )


def _resolved_key(incident: Incident) -> str:
    """What came back ends anew."""
    return f"{RESOLVED} {incident.reopened_at.isoformat()}" if incident.reopened_at else RESOLVED
