"""What is added to the thread of a message, and not to the channel: turns for the worse, reminders, ends."""

from collections.abc import Sequence
from datetime import datetime

from workflows.incidents.model import Condition, Incident
from workflows.incidents.storms import Storm

WORSE, WOKEN, STILL, AGAIN, ENDED = "worse", "woken", "still", "again", "ended"


def lines(subject: Incident | Storm) -> Sequence[str]:
    """Keys of everything there is to say by now, oldest first; each is said once.

    What is snoozed says nothing but its end, and what is told in a storm is said there.
    """
    if isinstance(subject, Storm):
        return [ENDED] if subject.is_over and subject.family != Condition.FIRST_SYNC else []
    if subject.storm or subject.condition is Condition.FIRST_SYNC:
        return []
    said = [] if subject.snoozed_until else [f"{what} {at.isoformat()}" for what, at in _marks(subject) if at]
    return [*said, _end(subject)] if subject.is_over else said


def _marks(incident: Incident) -> Sequence[tuple[str, datetime | None]]:
    return (
        (AGAIN, incident.reopened_at),
        (WORSE, incident.worsened_at),
        (WOKEN, incident.woken_at),
        (STILL, incident.reminded_at),
    )


def _end(incident: Incident) -> str:
    """What came back ends anew."""
    return f"{ENDED} {incident.reopened_at.isoformat()}" if incident.reopened_at else ENDED
