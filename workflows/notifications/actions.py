"""Perform the actions of the buttons under an incident. Permissions are checked on each press."""

from collections.abc import Callable
from datetime import timedelta

from workflows.errors import DeskError, Refused
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Incident
from workflows.notifications.ports import NotificationPorts
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.confidentiality import confidential_approvers
from workflows.requests.ports import PendingNotification

SNOOZE_OPTIONS: dict[IncidentAction, tuple[timedelta | None, str]] = {
    IncidentAction.SNOOZE_1_HOUR: (timedelta(hours=1), "1 hour"),
    IncidentAction.SNOOZE_4_HOURS: (timedelta(hours=4), "4 hours"),
    IncidentAction.SNOOZE_1_DAY: (timedelta(days=1), "1 day"),
    IncidentAction.SNOOZE_UNTIL_RECOVERY: (None, "until it recovers"),
}
OWNER_ACTIONS = frozenset({IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE})
"""Actions on the connection itself, for its owner and approvers."""


def perform_action(incident_id: str, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> None:
    """Perform the action, or send the actor the reason why it's refused.

    Raises `Unavailable` if that can't be done now; nothing has changed then.
    """
    try:
        incident = _get_open_incident(incident_id, ports)
        person = _authorize(incident, action, actor, ports)
        incident = ACTION_HANDLERS[action](incident, action, person, actor, ports)
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
    else:
        ports.queue.notify(PendingNotification(incident.id, incident.version))


def _get_open_incident(incident_id: str, ports: NotificationPorts) -> Incident:
    incident = ports.incidents.get(incident_id)
    if not isinstance(incident, Incident):
        raise Refused("This button works for single incidents only. Open the connection in Fivetran.")
    if incident.ended_at:
        when = incident.ended_at.strftime("%-d %B at %H:%M UTC")
        raise Refused(f"This was resolved on {when}.")
    return incident


def _authorize(incident: Incident, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> Person:
    """Return the actor as a person, if they can perform this action."""
    person = require_member(actor, ports.directory, fresh=True)
    if action is IncidentAction.CONNECT_CARD and person.id != incident.owner:
        raise Refused("Only the requester of this connector can get its Connect Card.")
    if action in OWNER_ACTIONS and person.id != incident.owner and person.id not in _approvers(incident, ports):
        raise Refused("Only the owner of the connection and approvers can do that.")
    return person


def _approvers(incident: Incident, ports: NotificationPorts) -> frozenset[str]:
    if incident.is_restricted:
        return confidential_approvers(ports.directory, fresh=True)
    return ports.directory.approvers(fresh=True)


def _request_connect_card(
    incident: Incident, _action: IncidentAction, person: Person, _actor: Actor, ports: NotificationPorts
) -> Incident:
    request = ports.requests.find_by_connection(incident.connection_id)
    if request is None or request.is_closed:
        raise Refused("This connection wasn't requested here, so I can't create a Connect Card for it.")
    wanted = request.connect_card_moment(ports.clock.now())
    ports.queue.reconcile(ports.requests.update(request.id, connect_card_requested_at=wanted))
    return _record_activity(incident, person, "requested a new Connect Card", ports)


def _sync(
    incident: Incident, _action: IncidentAction, person: Person, _actor: Actor, ports: NotificationPorts
) -> Incident:
    ports.connections.sync(incident.connection_id)
    return _record_activity(incident, person, "started a sync", ports)


def _run_tests(
    incident: Incident, _action: IncidentAction, person: Person, actor: Actor, ports: NotificationPorts
) -> Incident:
    failed = [test.summary for test in ports.connections.run_setup_tests(incident.connection_id) if test.has_failed]
    result = f"failed: {'; '.join(failed)}" if failed else "passed"
    incident = _record_activity(incident, person, f"ran the setup tests, which {result}", ports)
    ports.messenger.send_private(actor.channel, actor.user_id, f"Setup tests of {incident.name} {result}.")
    return incident


def _pause(
    incident: Incident, _action: IncidentAction, person: Person, _actor: Actor, ports: NotificationPorts
) -> Incident:
    ports.incidents.record_pause(
        incident.connection_id, person.id
    )  # first: otherwise a poll reports it as paused by Fivetran
    try:
        ports.connections.pause(incident.connection_id)
    except DeskError:
        ports.incidents.record_pause(incident.connection_id, "")
        raise
    return _record_activity(incident, person, "paused it", ports)


def _acknowledge(
    incident: Incident, _action: IncidentAction, person: Person, _actor: Actor, ports: NotificationPorts
) -> Incident:
    return ports.incidents.acknowledge(
        incident.id, ActivityEntry(person.id, person.name, "is on it", ports.clock.now())
    )


def _snooze(
    incident: Incident, action: IncidentAction, person: Person, _actor: Actor, ports: NotificationPorts
) -> Incident:
    duration, label = SNOOZE_OPTIONS[action]
    until = ports.clock.now() + duration if duration else UNTIL_RECOVERY
    what = f"snoozed it for {label}" if duration else f"snoozed it {label}"
    return _record_activity(incident, person, what, ports, snoozed_until=until, snoozed_by=person.id)


def _record_activity(
    incident: Incident, person: Person, what: str, ports: NotificationPorts, **changes: object
) -> Incident:
    """Record what the person did. The next edit isn't delayed, because the person waits to see it."""
    entry = ActivityEntry(person.id, person.name, what, ports.clock.now())
    return ports.incidents.record_activity(incident.id, entry, **changes)


ActionHandler = Callable[[Incident, IncidentAction, Person, Actor, NotificationPorts], Incident]
ACTION_HANDLERS: dict[IncidentAction, ActionHandler] = {
    IncidentAction.CONNECT_CARD: _request_connect_card,
    IncidentAction.SYNC: _sync,
    IncidentAction.RUN_TESTS: _run_tests,
    IncidentAction.PAUSE: _pause,
    IncidentAction.ACKNOWLEDGE: _acknowledge,
    **dict.fromkeys(SNOOZE_OPTIONS, _snooze),
}
