"""Updates in the thread of a message: an incident gets worse, reopens, is still open, or is resolved."""

from collections.abc import Sequence
from datetime import datetime

from workflows.incidents.model import Condition, Incident
from workflows.incidents.storms import Storm

WORSENED, UNSNOOZED, STILL_OPEN, REOPENED, RESOLVED = "worse", "woken", "still", "again", "ended"


def thread_update_keys(subject: Incident | Storm) -> Sequence[str]:
    """Return the keys of all updates so far, oldest first. Each is posted once.

    A snoozed incident posts only that it's resolved. The thread of a storm covers its incidents.
    """
    if isinstance(subject, Storm):
        return [RESOLVED] if subject.is_over and subject.family != Condition.FIRST_SYNC else []
    if subject.storm_id or subject.condition is Condition.FIRST_SYNC:
        return []
    keys = [] if subject.snoozed_until else [f"{event} {at.isoformat()}" for event, at in _timestamps(subject) if at]
    return [*keys, _resolved_key(subject)] if subject.is_over else keys


def can_have_updates(subject: Incident | Storm, recipient: str) -> bool:
    """Return whether an update was posted, or started, in the thread of this recipient."""
    was_sent = any(key.endswith(f" {recipient}") for key in subject.thread_keys_sent)
    return was_sent or bool(thread_update_keys(subject))


def _timestamps(incident: Incident) -> Sequence[tuple[str, datetime | None]]:
    return (
        (REOPENED, incident.reopened_at),
        (WORSENED, incident.worsened_at),
        (UNSNOOZED, incident.unsnoozed_at),
        (STILL_OPEN, incident.reminded_at),
    )


def _resolved_key(incident: Incident) -> str:
    """Return a new key for each reopening, so that the next resolution is posted too."""
    return f"{RESOLVED} {incident.reopened_at.isoformat()}" if incident.reopened_at else RESOLVED
