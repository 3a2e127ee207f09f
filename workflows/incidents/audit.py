"""What a change of an incident adds to the audit trail: the actions of people."""

from workflows.audit.entries import AuditAction, AuditEntry, Part, Source, person
from workflows.incidents.model import ActivityEntry, Incident


def incident_entries(before: Incident, incident: Incident) -> list[AuditEntry]:
    """Return an entry for each action that was taken since `before`."""
    return [_entry(incident, taken) for taken in incident.activity[len(before.activity) :]]


def _entry(incident: Incident, taken: ActivityEntry) -> AuditEntry:
    details = {
        "did": str(taken.action),
        "condition": str(incident.condition),
        "connection": incident.connection_id,
        "service": incident.service,
    }
    subject, people = f"incident:{incident.id}", {Part.ACTOR: person(taken.user_id, taken.name)}
    return AuditEntry(AuditAction.INCIDENT_ACTION, taken.at, subject, Source.SLACK, incident.version, details, people)
