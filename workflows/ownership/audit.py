"""What a change of an owner adds to the audit trail."""

from collections.abc import Mapping
from datetime import datetime

from workflows.audit.entries import AuditAction, AuditEntry, AuditFacts, Part, Source, person
from workflows.ownership.model import OwnerChange, Ownership

SOURCES: Mapping[OwnerChange, Source] = {OwnerChange.IMPORTED: Source.COMMAND_LINE, OwnerChange.LEFT: Source.BOT}
"""Where a change comes from; all others are presses in Slack."""


def owner_entry(before: Ownership, after: Ownership, change: OwnerChange, by: str, now: datetime) -> AuditEntry:
    """Return the entry for a change; `by` is the Slack user id of who made it, or empty."""
    source = SOURCES.get(change, Source.SLACK)
    details = {"change": str(change)}
    subject = f"connection:{after.connection_id}"
    people = _people(before, after, by)
    return AuditEntry(AuditAction.OWNER_CHANGED, now, subject, source, after.version, details, people)


def _people(before: Ownership, after: Ownership, by: str) -> dict[Part, AuditFacts]:
    next_owner = (after.offer.to, after.offer.to_name) if after.offer else (after.owner, after.owner_name)
    return {
        Part.ACTOR: person(by),
        Part.FORMER: person(before.owner, before.owner_name),
        Part.SUCCESSOR: person(*next_owner),
    }
