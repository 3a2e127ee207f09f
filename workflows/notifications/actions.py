"""Somebody presses a button under an incident. The right to do so is judged now, and the row decides."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from workflows.errors import DeskError, Refused, Unavailable, explain_not_done
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Incident
from workflows.notifications.ports import NotificationPorts
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.requests.ports import PendingNotification


class IncidentAction(StrEnum):
    """What can be done about an incident. The value travels in the name of the button."""

    CONNECT_CARD = "connect_card"
    SYNC = "sync"
    RUN_TESTS = "run_tests"
    PAUSE = "pause"
    ACKNOWLEDGE = "acknowledge"
    SNOOZE_1_HOUR = "snooze_1h"
    SNOOZE_4_HOURS = "snooze_4h"
    SNOOZE_1_DAY = "snooze_1d"
    SNOOZE_UNTIL_RECOVERY = "snooze_until_recovery"
    """Until it recovers."""


SNOOZE_OPTIONS: dict[IncidentAction, tuple[timedelta | None, str]] = {
    IncidentAction.SNOOZE_1_HOUR: (timedelta(hours=1), "1 hour"),
    IncidentAction.SNOOZE_4_HOURS: (timedelta(hours=4), "4 hours"),
    IncidentAction.SNOOZE_1_DAY: (timedelta(days=1), "1 day"),
    IncidentAction.SNOOZE_UNTIL_RECOVERY: (None, "until it recovers"),
}
OWNER_ACTIONS = frozenset({IncidentAction.SYNC, IncidentAction.RUN_TESTS, IncidentAction.PAUSE})
"""What does something to the connection: for its owner and the approvers."""


def perform_action(incident_id: str, action: IncidentAction, actor: Actor, ports: NotificationPorts) -> None:
    """Do it; whoever may not, or comes too late, hears why, and nothing changes."""
    try:
        incident = _get_open_incident(incident_id, ports)
        person = _authorize(incident, action, actor, ports)
        incident = ACTION_HANDLERS[action](incident, action, person, actor, ports)
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
    except Unavailable as trouble:  # for longer than a step is patient: nobody does it later, so say so
        ports.messenger.send_private(actor.channel, actor.user_id, explain_not_done(trouble))
    else:
        ports.queue.notify(PendingNotification(incident.id, incident.version))


def _get_open_incident(incident_id: str, desk: NotificationPorts) -> Incident:
    incident = desk.incidents.get(incident_id)
    if not isinstance(incident, Incident):
        raise Refused("That is about many connections at once. Look at one of them in Fivetran.")
    if incident.ended_at:
        when = incident.ended_at.strftime("%-d %B at %H:%M UTC")
        raise Refused(f"This is over since {when}. Nothing has changed.")
    return incident


def _authorize(incident: Incident, act: IncidentAction, press: Actor, desk: NotificationPorts) -> Person:
    """Return the actor as a person, if they can perform this action."""
    person = require_member(press, desk.directory)
    if act is IncidentAction.CONNECT_CARD and person.id != incident.owner:
        raise Refused("Only the person who asked for this connector gets its Connect Card.")
    if act in OWNER_ACTIONS and person.id != incident.owner and person.id not in desk.directory.approvers():
        raise Refused("Only the owner of the connection and the approvers can do that.")
    return person


def _request_connect_card(
    incident: Incident, _act: IncidentAction, person: Person, _press: Actor, desk: NotificationPorts
) -> Incident:
    request = desk.requests.find_by_connection(incident.connection_id)
    if request is None or request.is_closed:
        raise Refused("This connection was not asked for here, so there is no Connect Card for it.")
    desk.queue.reconcile(desk.requests.update(request.id, connect_card_requested_at=desk.clock.now()))
    return _record_activity(incident, person, "asked for a fresh Connect Card", desk)


def _sync(
    incident: Incident, _act: IncidentAction, person: Person, _press: Actor, desk: NotificationPorts
) -> Incident:
    desk.connections.sync(incident.connection_id)
    return _record_activity(incident, person, "started a sync", desk)


def _run_tests(
    incident: Incident, _act: IncidentAction, person: Person, press: Actor, desk: NotificationPorts
) -> Incident:
    failed = [
        test.summary for test in desk.connections.run_setup_tests(incident.connection_id) if test.has_failed
    ]
    result = f"they failed: {'; '.join(failed)}" if failed else "they passed"
    incident = _record_activity(incident, person, f"ran the setup tests; {result}", desk)
    desk.messenger.send_private(
        press.channel, press.user_id, f"The setup tests of {incident.name} have run; {result}."
    )
    return incident


def _pause(
    incident: Incident, _act: IncidentAction, person: Person, _press: Actor, desk: NotificationPorts
) -> Incident:
    one = incident.connection_id
    desk.incidents.record_pause(one, person.id)  # before, so that no round takes it for Fivetran's
    try:
        desk.connections.pause(one)
    except DeskError:
        desk.incidents.record_pause(one, "")
        raise
    return _record_activity(incident, person, "paused it", desk)


def _acknowledge(
    incident: Incident, _act: IncidentAction, person: Person, _press: Actor, desk: NotificationPorts
) -> Incident:
    return desk.incidents.acknowledge(
        incident.id, ActivityEntry(person.id, person.name, "is on it", desk.clock.now())
    )


def _snooze(
    incident: Incident, act: IncidentAction, person: Person, _press: Actor, desk: NotificationPorts
) -> Incident:
    length, words = SNOOZE_OPTIONS[act]
    until = desk.clock.now() + length if length else UNTIL_RECOVERY
    how = f"snoozed it for {words}" if length else f"snoozed it {words}"
    return _record_activity(incident, person, how, desk, snoozed_until=until, snoozed_by=person.id)


def _record_activity(
    incident: Incident, person: Person, what: str, desk: NotificationPorts, **facts: object
) -> Incident:
    """Write down what was done. The person waits to see it, so the next edit does not."""
    deed = ActivityEntry(person.id, person.name, what, desk.clock.now())
    return desk.incidents.record_activity(incident.id, deed, **facts)


ActionHandler = Callable[[Incident, IncidentAction, Person, Actor, NotificationPorts], Incident]
ACTION_HANDLERS: dict[IncidentAction, ActionHandler] = {
    IncidentAction.CONNECT_CARD: _request_connect_card,
    IncidentAction.SYNC: _sync,
    IncidentAction.RUN_TESTS: _run_tests,
    IncidentAction.PAUSE: _pause,
    IncidentAction.ACKNOWLEDGE: _acknowledge,
    **dict.fromkeys(SNOOZE_OPTIONS, _snooze),
}
