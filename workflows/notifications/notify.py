"""Make the messages about an incident or a storm agree with it.

One message for each audience, posted once and edited from then on; a line in its thread where people should
notice. What changes quickly is merged; what Slack does not take now is put off, and the sweep tries again. So
is what somebody does not want to hear now.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflows.errors import Failure, ShutOut, Unavailable
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Rules
from workflows.notifications.ports import IncidentDesk, Subject, Telling
from workflows.notifications.recipients import Hearers, audiences, held_until, may_hear, reaches
from workflows.notifications.thread_updates import lines
from workflows.requests.model import Message

FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(minutes=2)
"""Short enough that newer ones can wait for it: people read in order."""
HIDDEN = "hidden"
"""The digest of a message that says nothing any more."""
REFUSED_DELAY = timedelta(hours=1)
"""What Slack refused for good (somebody who left, say) is only worth another try after a while."""


def tell(subject_id: str, desk: IncidentDesk, rules: Rules) -> None:
    """Post or edit what is due, then say whether everything agrees."""
    subject, now = desk.incidents.get(subject_id), desk.clock.now()
    until = _too_soon(subject, now, rules) or (not subject.messages and desk.incidents.behind(subject))
    if until:
        desk.incidents.put_off(subject_id, until)
        return
    if not (hearers := _hearers(subject, desk)):
        return
    told, failures = _tell_all(subject, hearers, desk)
    if _deeds(told) > _deeds(subject):  # somebody pressed meanwhile, and waits to see that
        told = desk.incidents.note(subject_id, shown_at=None)
    if failures:
        _put_off(told, failures, desk)
    else:
        _conclude(told, desk, rules)


def sweep_incidents(desk: IncidentDesk) -> None:
    """Start again whatever lags."""
    for untold in desk.incidents.lagging():
        desk.agenda.tell(untold)


def _tell_all(subject: Subject, hearers: Hearers, desk: IncidentDesk) -> tuple[Subject, list[Failure]]:
    """One audience that cannot be told keeps nobody else waiting."""
    failures: list[Failure] = []
    for audience in [*_everybody(subject, hearers), *_shown_too_much(subject, hearers)]:
        try:
            tell_one = _tell_one if may_hear(subject, audience, hearers) else _hide
            subject = tell_one(subject, audience, hearers, desk)
        except ShutOut as closed:
            if not desk.hearing.shut_out(audience, closed.code):
                failures.append(closed)
        except Failure as failure:
            failures.append(failure)
    return subject, failures


def _deeds(subject: Subject) -> int:
    return len(subject.deeds) if isinstance(subject, Incident) else 0


def _hearers(subject: Subject, desk: IncidentDesk) -> Hearers | None:
    """Who hears of it; None: nobody can say now, and it is put off."""
    try:
        return desk.hearing.hearers(subject)
    except Failure as failure:
        _put_off(subject, [failure], desk)
        return None


def _put_off(subject: Subject, failures: list[Failure], desk: IncidentDesk) -> None:
    is_shut_out = all(isinstance(failure, ShutOut) for failure in failures)
    desk.incidents.note(subject.id, attempts=subject.attempts + 1, is_shut_out=is_shut_out)
    desk.incidents.put_off(subject.id, desk.clock.now() + _delay(failures, subject.attempts))


def _too_soon(subject: Subject, now: datetime, rules: Rules) -> datetime | None:
    """When the next edit may be, if that is later than now; a first message is never too soon."""
    if subject.shown_at is None:
        return None
    free = subject.shown_at + rules.edit_every
    return free if free > now else None


def _everybody(subject: Subject, hearers: Hearers) -> list[str]:
    """Who has to hear of it, and who was told and (if they still may know) has to hear how it went on."""
    told = (audience for audience in subject.messages if reaches(subject, audience, hearers))
    return list(dict.fromkeys([*audiences(subject, hearers), *told]))


def _shown_too_much(subject: Subject, hearers: Hearers) -> list[str]:
    """Who read of it, and may not any more: it has become sensitive, say."""
    read = [one for one in subject.messages if subject.is_sensitive and subject.shown.get(one) != HIDDEN]
    return [one for one in read if one not in hearers.outsiders and not may_hear(subject, one, hearers)]


def _hide(subject: Subject, audience: str, _hearers: Hearers, desk: IncidentDesk) -> Subject:
    message = subject.messages[audience]
    desk.teller.hide(message)
    return desk.incidents.told(subject.id, Telling(audience, message, HIDDEN, desk.clock.now(), subject.said))


def _tell_one(subject: Subject, audience: str, hearers: Hearers, desk: IncidentDesk) -> Subject:
    """While an audience wants its peace, the message that stands there is edited, and nothing is posted."""
    is_held = held_until(subject, audience, hearers) is not None
    message = subject.messages.get(audience)
    if message is None:
        return subject if is_held else _post(subject, audience, desk)
    if subject.shown.get(audience) != (digest := desk.teller.digest(subject, message)):
        if not desk.teller.edit(subject, message):
            return _replace(subject, audience, message, hearers, desk)
        telling = Telling(audience, message, digest, desk.clock.now(), subject.said)
        subject = desk.incidents.told(subject.id, telling)
    for key in () if is_held else _unsaid(subject, audience):
        desk.teller.say(subject, message, key)
        subject = desk.incidents.note(subject.id, said=subject.said | {_said(key, audience)})
    return subject


def _post(subject: Subject, audience: str, desk: IncidentDesk) -> Subject:
    return _agreed(subject, audience, desk.teller.post(subject, audience), desk)


def _agreed(subject: Subject, audience: str, message: Message, desk: IncidentDesk) -> Subject:
    """This message says everything, and nothing is left for its thread."""
    said = subject.said | {_said(key, audience) for key in lines(subject)}
    digest = desk.teller.digest(subject, message)
    return desk.incidents.told(subject.id, Telling(audience, message, digest, desk.clock.now(), said))


def _replace(subject: Subject, audience: str, gone: Message, hearers: Hearers, desk: IncidentDesk) -> Subject:
    """Somebody deleted the message. Nobody hears anew who does not want to any more, or not now."""
    if audience not in audiences(subject, hearers):
        return _agreed(subject, audience, gone, desk)
    return subject if held_until(subject, audience, hearers) else _post(subject, audience, desk)


def _is_untold(subject: Subject, audience: str, desk: IncidentDesk) -> bool:
    message = subject.messages.get(audience)
    return message is None or subject.shown.get(audience) != desk.teller.digest(subject, message)


def _unsaid(subject: Subject, audience: str) -> list[str]:
    return [key for key in lines(subject) if _said(key, audience) not in subject.said]


def _said(key: str, audience: str) -> str:
    return f"{key} {audience}"


def _conclude(subject: Subject, desk: IncidentDesk, rules: Rules) -> None:
    """Everybody was told; what changed meanwhile, or has to wait, is told later."""
    if subject.attempts:
        subject = desk.incidents.note(subject.id, attempts=0, is_shut_out=False)
    if not (hearers := _hearers(subject, desk)):
        return
    waiting = {one: held_until(subject, one, hearers) for one in _everybody(subject, hearers)}
    untold = [one for one in waiting if _is_untold(subject, one, desk) or _unsaid(subject, one)]
    freed = [end for one in untold if (end := waiting[one])]
    if not untold:
        desk.incidents.settled(subject)
    elif len(freed) == len(untold):  # nobody wants to hear more now
        desk.incidents.put_off(subject.id, min(freed))
        _heed_changed_minds(subject, {one: waiting[one] for one in untold}, desk)
    elif subject.shown_at:  # it changed while it was told: the next edit merges what comes until then
        desk.incidents.put_off(subject.id, subject.shown_at + rules.edit_every)


def _heed_changed_minds(subject: Subject, held: Mapping[str, datetime | None], desk: IncidentDesk) -> None:
    """Whoever took a mute away just before it was put off would be heard only at the end of the mute."""
    hearers = _hearers(subject, desk)
    if hearers and any(held_until(subject, one, hearers) != end for one, end in held.items()):
        desk.incidents.put_off(subject.id, desk.clock.now())


def _delay(failures: list[Failure], attempts: int) -> timedelta:
    passing = [failure for failure in failures if isinstance(failure, Unavailable)]
    if not passing:
        return REFUSED_DELAY
    asked = max(failure.retry_after or 0 for failure in passing)
    growing: timedelta = FIRST_DELAY * int(2 ** min(attempts, 10))
    return max(timedelta(seconds=asked), min(growing, LONGEST_DELAY))
