"""Somebody presses a button under an incident. The right to do so is judged now, and the row decides."""

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum

from workflows.errors import Failure, Refused, Unavailable, not_done
from workflows.incidents.model import UNTIL_IT_RECOVERS, Deed, Incident
from workflows.notifications.ports import IncidentDesk
from workflows.permissions import Person, must_be_colleague
from workflows.requests.decisions import Press
from workflows.requests.ports import Untold


class Act(StrEnum):
    """What can be done about an incident. The value travels in the name of the button."""

    CARD = "card"
    SYNC = "sync"
    TEST = "test"
    PAUSE = "pause"
    TAKE = "take"
    SNOOZE_HOUR = "snooze 1h"
    SNOOZE_HOURS = "snooze 4h"
    SNOOZE_DAY = "snooze 1d"
    SNOOZE = "snooze"
    """Until it recovers."""


SNOOZES: dict[Act, tuple[timedelta | None, str]] = {
    Act.SNOOZE_HOUR: (timedelta(hours=1), "1 hour"),
    Act.SNOOZE_HOURS: (timedelta(hours=4), "4 hours"),
    Act.SNOOZE_DAY: (timedelta(days=1), "1 day"),
    Act.SNOOZE: (None, "until it recovers"),
}
CHANGES = frozenset({Act.SYNC, Act.TEST, Act.PAUSE})
"""What does something to the connection: for its owner and the approvers."""


def relieve(incident_id: str, act: Act, press: Press, desk: IncidentDesk) -> None:
    """Do it; whoever may not, or comes too late, hears why, and nothing changes."""
    try:
        incident = _open(incident_id, desk)
        person = _may(incident, act, press, desk)
        incident = ACTS[act](incident, act, person, press, desk)
    except Refused as refusal:
        desk.announcer.whisper(press.channel, press.by, refusal.words)
    except Unavailable as trouble:  # for longer than a step is patient: nobody does it later, so say so
        desk.announcer.whisper(press.channel, press.by, not_done(trouble))
    else:
        desk.agenda.tell(Untold(incident.id, incident.version))


def _open(incident_id: str, desk: IncidentDesk) -> Incident:
    incident = desk.incidents.get(incident_id)
    if not isinstance(incident, Incident):
        raise Refused("That is about many connections at once. Look at one of them in Fivetran.")
    if incident.ended_at:
        when = incident.ended_at.strftime("%-d %B at %H:%M UTC")
        raise Refused(f"This is over since {when}. Nothing has changed.")
    return incident


def _may(incident: Incident, act: Act, press: Press, desk: IncidentDesk) -> Person:
    """The workspace comes from Slack's payload: it is the only place where an outsider shows as one."""
    if press.team_id != desk.people.home():
        must_be_colleague(Person(press.by, press.by, press.team_id), desk.people.home())
    person = desk.people.who(press.by)
    must_be_colleague(person, desk.people.home())
    if act is Act.CARD and person.id != incident.owner:
        raise Refused("Only the person who asked for this connector gets its Connect Card.")
    if act in CHANGES and person.id != incident.owner and person.id not in desk.people.approvers():
        raise Refused("Only the owner of the connection and the approvers can do that.")
    return person


def _card(incident: Incident, _act: Act, person: Person, _press: Press, desk: IncidentDesk) -> Incident:
    request = desk.requests.of_connection(incident.connection_id)
    if request is None or request.is_over:
        raise Refused("This connection was not asked for here, so there is no Connect Card for it.")
    desk.agenda.settle(desk.requests.note(request.id, card_wanted_at=desk.clock.now()))
    return _done(incident, person, "asked for a fresh Connect Card", desk)


def _sync(incident: Incident, _act: Act, person: Person, _press: Press, desk: IncidentDesk) -> Incident:
    desk.connectors.sync(incident.connection_id)
    return _done(incident, person, "started a sync", desk)


def _test(incident: Incident, _act: Act, person: Person, press: Press, desk: IncidentDesk) -> Incident:
    failed = [test.words for test in desk.connectors.test(incident.connection_id) if test.failed]
    result = f"they failed: {'; '.join(failed)}" if failed else "they passed"
    incident = _done(incident, person, f"ran the setup tests; {result}", desk)
    desk.announcer.whisper(press.channel, press.by, f"The setup tests of {incident.name} have run; {result}.")
    return incident


def _pause(incident: Incident, _act: Act, person: Person, _press: Press, desk: IncidentDesk) -> Incident:
    one = incident.connection_id
    desk.incidents.paused(one, person.id)  # before, so that no round takes it for Fivetran's
    try:
        desk.connectors.pause(one)
    except Failure:
        desk.incidents.paused(one, "")
        raise
    return _done(incident, person, "paused it", desk)


def _take(incident: Incident, _act: Act, person: Person, _press: Press, desk: IncidentDesk) -> Incident:
    return desk.incidents.take(incident.id, Deed(person.id, person.name, "is on it", desk.clock.now()))


def _snooze(incident: Incident, act: Act, person: Person, _press: Press, desk: IncidentDesk) -> Incident:
    length, words = SNOOZES[act]
    until = desk.clock.now() + length if length else UNTIL_IT_RECOVERS
    how = f"snoozed it for {words}" if length else f"snoozed it {words}"
    return _done(incident, person, how, desk, snoozed_until=until, snoozed_by=person.id)


def _done(incident: Incident, person: Person, what: str, desk: IncidentDesk, **facts: object) -> Incident:
    """Write down what was done. The person waits to see it, so the next edit does not."""
    deed = Deed(person.id, person.name, what, desk.clock.now())
    return desk.incidents.record(incident.id, deed, **facts)


Doing = Callable[[Incident, Act, Person, Press, IncidentDesk], Incident]
ACTS: dict[Act, Doing] = {
    Act.CARD: _card,
    Act.SYNC: _sync,
    Act.TEST: _test,
    Act.PAUSE: _pause,
    Act.TAKE: _take,
    **dict.fromkeys(SNOOZES, _snooze),
}
