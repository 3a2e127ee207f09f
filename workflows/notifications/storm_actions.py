"""Perform the actions of the buttons under a storm: a person takes it on, or hands it back.

A storm posts nothing until it's over, so there is nothing to snooze.
"""

from workflows.errors import Refused
from workflows.formatting import format_time
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import ActivityEntry
from workflows.incidents.storms import Storm
from workflows.notifications.ports import NotificationPorts, Subject
from workflows.permissions import Actor, require_member
from workflows.requests.confidentiality import confidential_approvers

SINGLE_ONLY = "This button works for single incidents only. Open the connection in Fivetran."


def perform_storm_action(storm: Storm, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> Subject:
    """Return the storm with the action; raise `Refused` if the actor can't take it."""
    if action not in (IncidentAction.ACKNOWLEDGE, IncidentAction.HAND_BACK):
        raise Refused(SINGLE_ONLY)
    if storm.ended_at:
        raise Refused(f"This is over ({format_time(storm.ended_at)}).")
    person = require_member(actor, ports.directory, fresh=True)
    entry = ActivityEntry(person.id, person.name, action, ports.clock.now())
    if action is IncidentAction.ACKNOWLEDGE:
        return ports.incidents.acknowledge(storm.id, entry)
    if person.id != storm.acknowledged_by and person.id not in _approvers(storm, ports):
        raise Refused("Only the person who is on it and approvers can do that.")
    return ports.incidents.hand_back(storm.id, entry, storm.acknowledged_by)


def _approvers(storm: Storm, ports: NotificationPorts) -> frozenset[str]:
    if storm.is_restricted:
        return confidential_approvers(ports.directory, fresh=True)
    return ports.directory.approvers(fresh=True)
