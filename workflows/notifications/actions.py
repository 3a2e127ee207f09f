"""Perform the actions of the buttons under an incident. Permissions are checked on each press."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workflows.errors import DeskError, Refused
from workflows.formatting import format_time
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Incident
from workflows.notifications.ports import NotificationPorts
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.confidentiality import confidential_approvers
from workflows.requests.ports import PendingNotification

SNOOZE_DURATIONS: dict[IncidentAction, timedelta | None] = {
    IncidentAction.SNOOZE_1_HOUR: timedelta(hours=1),
    IncidentAction.SNOOZE_4_HOURS: timedelta(hours=4),
    IncidentAction.SNOOZE_1_DAY: timedelta(days=1),
    IncidentAction.SNOOZE_UNTIL_RECOVERY: None,
}
"""How long each action pauses the updates; None: until the connection recovers."""
OWNER_ACTIONS = frozenset({IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE})
"""Actions on the connection itself, for its owner and approvers."""


def perform_action(incident_id: str, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> None:
    """Perform the action, or send the actor the reason why it's refused.

    Raises `Unavailable` if that can't be done now; nothing has changed then.
    """
    try:
        incident = _get_open_incident(incident_id, ports)
        person = _authorize(incident, action, actor, ports)
        pressed = PressedAction(incident, action, person, actor.channel, ports)
        incident = ACTION_HANDLERS[action](pressed)
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
    else:
        ports.queue.notify(PendingNotification(incident.id, incident.version))


def _get_open_incident(incident_id: str, ports: NotificationPorts) -> Incident:
    incident = ports.incidents.get(incident_id)
    if not isinstance(incident, Incident):
        raise Refused("This button works for single incidents only. Open the connection in Fivetran.")
    if incident.ended_at:
        raise Refused(f"This incident was resolved ({format_time(incident.ended_at)}).")
    return incident


def _authorize(incident: Incident, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> Person:
    """Return the actor as a person, if they can perform this action."""
    person = require_member(actor, ports.directory, fresh=True)
    if action is IncidentAction.CONNECT_CARD and person.id != incident.owner:
        raise Refused("Only the requester of this connection can get a Connect Card.")
    if action in OWNER_ACTIONS and person.id != incident.owner and person.id not in _approvers(incident, ports):
        raise Refused("Only the connection's owner and approvers can do that.")
    return person


def _approvers(incident: Incident, ports: NotificationPorts) -> frozenset[str]:
    if incident.is_restricted:
        return confidential_approvers(ports.directory, fresh=True)
    return ports.directory.approvers(fresh=True)


@dataclass(frozen=True)
class PressedAction:
    """A button under an open incident, and who pressed it, with the right to do so."""

    incident: Incident
    action: IncidentAction
    person: Person
    channel: str
    """Where the person reads the answer."""
    ports: NotificationPorts

    def record(self, failed_tests: tuple[str, ...] = (), **changes: object) -> Incident:
        """Record what the person did. The next edit isn't delayed, because the person waits to see it."""
        return self.ports.incidents.record_activity(self.incident.id, self.entry(failed_tests), **changes)

    def entry(self, failed_tests: tuple[str, ...] = ()) -> ActivityEntry:
        """Return what the person did now as an entry of the incident's activity."""
        return ActivityEntry(self.person.id, self.person.name, self.action, self.ports.clock.now(), failed_tests)


def _request_connect_card(pressed: PressedAction) -> Incident:
    ports = pressed.ports
    request = ports.requests.find_by_connection(pressed.incident.connection_id)
    if request is None or request.is_closed:
        raise Refused("This connection wasn't requested here, so I can't create a Connect Card for it.")
    wanted = request.connect_card_moment(ports.clock.now())
    ports.queue.reconcile(ports.requests.update(request, connect_card_requested_at=wanted))
    return pressed.record()


def _sync(pressed: PressedAction) -> Incident:
    pressed.ports.connections.sync(pressed.incident.connection_id)
    return pressed.record()


def _run_tests(pressed: PressedAction) -> Incident:
    tests = pressed.ports.connections.run_setup_tests(pressed.incident.connection_id)
    failed = tuple(test.summary for test in tests if test.has_failed)
    result = f"failed: {'; '.join(failed)}" if failed else "passed"
    incident = pressed.record(failed)
    outcome = f"The setup tests of {incident.name} {result}."
    pressed.ports.messenger.send_private(pressed.channel, pressed.person.id, outcome)
    return incident


def _pause(pressed: PressedAction) -> Incident:
    ports, connection_id = pressed.ports, pressed.incident.connection_id
    ports.incidents.record_pause(connection_id, pressed.person.id)  # first: a poll would blame Fivetran for it
    try:
        ports.connections.pause(connection_id)
    except DeskError:
        ports.incidents.record_pause(connection_id, "")
        raise
    return pressed.record()


def _acknowledge(pressed: PressedAction) -> Incident:
    return pressed.ports.incidents.acknowledge(pressed.incident.id, pressed.entry())


def _snooze(pressed: PressedAction) -> Incident:
    duration = SNOOZE_DURATIONS[pressed.action]
    until = pressed.ports.clock.now() + duration if duration else UNTIL_RECOVERY
    return pressed.record(snoozed_until=until, snoozed_by=pressed.person.id)


ACTION_HANDLERS: dict[IncidentAction, Callable[[PressedAction], Incident]] = {
    IncidentAction.CONNECT_CARD: _request_connect_card,
    IncidentAction.SYNC: _sync,
    IncidentAction.RUN_TESTS: _run_tests,
    IncidentAction.PAUSE: _pause,
    IncidentAction.ACKNOWLEDGE: _acknowledge,
    **dict.fromkeys(SNOOZE_DURATIONS, _snooze),
}
