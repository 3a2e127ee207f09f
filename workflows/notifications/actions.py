"""Perform the actions of the buttons under an incident. Permissions are checked on each press."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from workflows.connections.model import ConnectionTab
from workflows.errors import DeskError, Refused
from workflows.formatting import format_time
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, EndReason, Incident
from workflows.incidents.remediation import describe_tests
from workflows.incidents.storms import Storm
from workflows.notifications.ports import NotificationPorts, Subject
from workflows.notifications.storm_actions import perform_storm_action
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.confidentiality import confidential_approvers
from workflows.requests.ports import PendingNotification
from workflows.requests.private_reply import refuse

SNOOZE_DURATIONS: dict[IncidentAction, timedelta | None] = {
    IncidentAction.SNOOZE_1_HOUR: timedelta(hours=1),
    IncidentAction.SNOOZE_4_HOURS: timedelta(hours=4),
    IncidentAction.SNOOZE_1_DAY: timedelta(days=1),
    IncidentAction.SNOOZE_UNTIL_RECOVERY: None,
}
"""How long each action pauses the updates; None: until the connection recovers."""
OWNER_ACTIONS = frozenset(
    {
        IncidentAction.CONNECT_CARD,
        IncidentAction.SYNC,
        IncidentAction.RUN_TESTS,
        IncidentAction.PAUSE,
        IncidentAction.RESUME,
    }
)
"""Actions on the connection itself, for its owner and approvers."""
CONNECT_CARD_COMES = "You get a sign-in link by direct message. Enter the credentials at Fivetran."

CLAIMABLE = "It has no owner yet: *Claim* makes you the owner."


def perform_action(incident_id: str, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> None:
    """Perform the action, or send the actor the reason why it's refused.

    Raises `Unavailable` if that can't be done now; nothing has changed then.
    """
    try:
        changed = _act(ports.incidents.get(incident_id), action, actor, ports)
    except Refused as refusal:
        refuse(actor, ports, refusal, wanted=action, subject=f"incident:{incident_id}")
    else:
        ports.queue.notify(PendingNotification(changed.id, changed.version))


def _act(subject: Subject, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> Subject:
    if isinstance(subject, Storm):
        return perform_storm_action(subject, action, actor, ports)
    _require_actionable(subject, action)
    person = _authorize(subject, action, actor, ports)
    return ACTION_HANDLERS[action](PressedAction(subject, action, person, actor.channel, ports))


def _require_actionable(incident: Incident, action: IncidentAction) -> None:
    """Raise `Refused` unless this action can be taken on the incident: an open one, or one that a pause ended."""
    if incident.ended_at and not (action is IncidentAction.RESUME and incident.end_reason is EndReason.PAUSED):
        raise Refused(f"This incident was resolved ({format_time(incident.ended_at)}).")


def _authorize(incident: Incident, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> Person:
    """Return the actor as a person, if they can perform this action."""
    person = require_member(actor, ports.directory, fresh=True)
    is_holder = action is IncidentAction.HAND_BACK and person.id == incident.acknowledged_by
    needs_right = action in OWNER_ACTIONS or (action is IncidentAction.HAND_BACK and not is_holder)
    if needs_right and not _has_right(incident, person, ports):
        raise Refused(_missing_right(incident, action, ports))
    return person


def _has_right(incident: Incident, person: Person, ports: NotificationPorts) -> bool:
    return person.id in _approvers(incident, ports) or ports.owners.is_owner(incident, person.id)


def _missing_right(incident: Incident, action: IncidentAction, ports: NotificationPorts) -> str:
    if action is IncidentAction.HAND_BACK:
        return "Only the person who is on it, the connection's owner, and approvers can do that."
    owner = ports.owners.owner_of(incident)
    who = CLAIMABLE if owner is None else f"The owner is {owner.name}." if owner.name else ""
    return f"Only the connection's owner and approvers can do that. {who}".strip()


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


def _reconnect(pressed: PressedAction) -> Incident:
    """Open what lets this person reconnect: a Connect Card for the requester, the Setup tab for all others."""
    ports = pressed.ports
    request = ports.requests.find_by_connection(pressed.incident.connection_id)
    if request is None or request.is_closed or request.requester != pressed.person.id:
        ports.messages.send_page_link(pressed.channel, pressed.person.id, pressed.incident, ConnectionTab.SETUP)
        return pressed.incident
    wanted = request.connect_card_moment(ports.clock.now())
    ports.queue.reconcile(ports.requests.update(request, connect_card_requested_at=wanted))
    incident = pressed.record()
    ports.messenger.send_private(pressed.channel, pressed.person.id, CONNECT_CARD_COMES)
    return incident


def _sync(pressed: PressedAction) -> Incident:
    pressed.ports.connections.sync(pressed.incident.connection_id)
    return pressed.record()


def _run_tests(pressed: PressedAction) -> Incident:
    tests = pressed.ports.connections.run_setup_tests(pressed.incident.connection_id)
    failed = tuple(test.summary for test in tests if test.has_failed)
    incident = pressed.record(failed)
    pressed.ports.messenger.send_private(pressed.channel, pressed.person.id, describe_tests(incident, failed))
    return incident


def _pause(pressed: PressedAction) -> Incident:
    ports, connection_id = pressed.ports, pressed.incident.connection_id
    ports.incidents.record_pause(connection_id, pressed.person.id)  # first: a poll would blame Fivetran for it
    try:
        ports.connections.pause(connection_id)
    except DeskError:
        ports.incidents.record_pause(connection_id, "")
        raise
    return pressed.record(is_paused=True)


def _resume(pressed: PressedAction) -> Incident:
    ports, connection_id = pressed.ports, pressed.incident.connection_id
    ports.connections.resume(connection_id)
    ports.incidents.record_pause(connection_id, "")  # last: a poll before it would blame Fivetran for the pause
    return pressed.record(is_paused=False)


def _acknowledge(pressed: PressedAction) -> Subject:
    return pressed.ports.incidents.acknowledge(pressed.incident.id, pressed.entry())


def _hand_back(pressed: PressedAction) -> Subject:
    return pressed.ports.incidents.hand_back(pressed.incident.id, pressed.entry(), pressed.incident.acknowledged_by)


def _unsnooze(pressed: PressedAction) -> Incident:
    if not pressed.incident.snoozed_until:
        raise Refused("The snooze is over already.")
    return pressed.record(snoozed_until=None, snoozed_by=None, unsnoozed_at=pressed.ports.clock.now())


def _snooze(pressed: PressedAction) -> Incident:
    duration = SNOOZE_DURATIONS[pressed.action]
    until = pressed.ports.clock.now() + duration if duration else UNTIL_RECOVERY
    return pressed.record(snoozed_until=until, snoozed_by=pressed.person.id)


ACTION_HANDLERS: dict[IncidentAction, Callable[[PressedAction], Subject]] = {
    IncidentAction.CONNECT_CARD: _reconnect,
    IncidentAction.SYNC: _sync,
    IncidentAction.RUN_TESTS: _run_tests,
    IncidentAction.PAUSE: _pause,
    IncidentAction.RESUME: _resume,
    IncidentAction.ACKNOWLEDGE: _acknowledge,
    IncidentAction.HAND_BACK: _hand_back,
    IncidentAction.UNSNOOZE: _unsnooze,
    **dict.fromkeys(SNOOZE_DURATIONS, _snooze),
}
