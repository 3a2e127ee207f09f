"""Ask Fivetran what it advises about an incident, before its message is posted or edited."""

from workflows.errors import DeskError
from workflows.incidents.conditions import OUTAGE
from workflows.incidents.model import Incident
from workflows.notifications.ports import NotificationPorts, Subject


def with_advice(subject: Subject, ports: NotificationPorts) -> Subject:
    """Return the subject with Fivetran's advice, if it needs some. A message never waits for it."""
    if not needs_advice(subject):
        return subject
    assert isinstance(subject, Incident)
    try:
        advice = ports.advisor.advise(subject.connection_id)
    except DeskError:
        return subject
    return ports.incidents.update(subject.id, advice=advice) if advice else subject


def needs_advice(subject: Subject) -> bool:
    """Return whether Fivetran can know more: about an outage with a message of its own."""
    if not isinstance(subject, Incident) or subject.is_over or subject.storm_id:
        return False
    return subject.family == OUTAGE and subject.advice is None
