"""Make the messages about an incident or a storm agree with it.

One message for each audience, posted once and edited from then on; a line in its thread where people should
notice. What changes quickly is merged; what Slack does not take now is put off, and the sweep tries again. So
is what somebody does not want to hear now.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from workflows.errors import ChannelUnavailable, DeskError, Unavailable
from workflows.incidents.model import Incident
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.ports import Delivery, NotificationPorts, Subject
from workflows.notifications.recipients import (
    Recipients,
    can_reach,
    choose_recipients,
    held_until,
    is_eligible,
)
from workflows.notifications.thread_updates import thread_update_keys
from workflows.requests.model import Message

FIRST_NOTIFY_RETRY_DELAY = timedelta(seconds=5)
MAX_NOTIFY_RETRY_DELAY = timedelta(minutes=2)
"""Short enough that newer ones can wait for it: people read in order."""
HIDDEN_FINGERPRINT = "hidden"
"""The digest of a message that says nothing any more."""
REFUSED_NOTIFY_RETRY_DELAY = timedelta(hours=1)
"""What Slack refused for good (somebody who left, say) is only worth another try after a while."""


def notify(subject_id: str, ports: NotificationPorts, thresholds: Thresholds) -> None:
    """Post or edit what is due, then say whether everything agrees."""
    subject, now = ports.incidents.get(subject_id), ports.clock.now()
    until = _next_edit_at(subject, now, thresholds) or (
        not subject.messages and ports.incidents.older_pending_until(subject)
    )
    if until:
        ports.incidents.reschedule(subject_id, until)
        return
    if not (hearers := _find_recipients(subject, ports)):
        return
    told, failures = _notify_all(subject, hearers, ports)
    if _activity_count(told) > _activity_count(subject):  # somebody pressed meanwhile, and waits to see that
        told = ports.incidents.update(subject_id, last_delivered_at=None)
    if failures:
        _reschedule(told, failures, ports)
    else:
        _finish(told, ports, thresholds)


def notify_lagging(ports: NotificationPorts) -> None:
    """Start again whatever lags."""
    for untold in ports.incidents.out_of_sync():
        ports.queue.notify(untold)


def _notify_all(
    subject: Subject, hearers: Recipients, desk: NotificationPorts
) -> tuple[Subject, list[DeskError]]:
    """One audience that cannot be told keeps nobody else waiting."""
    failures: list[DeskError] = []
    for audience in [*_current_recipients(subject, hearers), *_recipients_to_hide_from(subject, hearers)]:
        try:
            tell_one = _notify_one if is_eligible(subject, audience, hearers) else _hide
            subject = tell_one(subject, audience, hearers, desk)
        except ChannelUnavailable as closed:
            if not desk.recipients.mark_unreachable(audience, closed.code):
                failures.append(closed)
        except DeskError as failure:
            failures.append(failure)
    return subject, failures


def _activity_count(subject: Subject) -> int:
    return len(subject.activity) if isinstance(subject, Incident) else 0


def _find_recipients(subject: Subject, desk: NotificationPorts) -> Recipients | None:
    """Who hears of it; None: nobody can say now, and it is put off."""
    try:
        return desk.recipients.recipients_for(subject)
    except DeskError as failure:
        _reschedule(subject, [failure], desk)
        return None


def _reschedule(subject: Subject, failures: list[DeskError], desk: NotificationPorts) -> None:
    is_shut_out = all(isinstance(failure, ChannelUnavailable) for failure in failures)
    desk.incidents.update(
        subject.id, failed_attempts=subject.failed_attempts + 1, is_blocked_by_channel=is_shut_out
    )
    desk.incidents.reschedule(subject.id, desk.clock.now() + _retry_delay(failures, subject.failed_attempts))


def _next_edit_at(subject: Subject, now: datetime, rules: Thresholds) -> datetime | None:
    """When the next edit may be, if that is later than now; a first message is never too soon."""
    if subject.last_delivered_at is None:
        return None
    free = subject.last_delivered_at + rules.min_edit_interval
    return free if free > now else None


def _current_recipients(subject: Subject, hearers: Recipients) -> list[str]:
    """Who has to hear of it, and who was told and (if they still may know) has to hear how it went on."""
    told = (audience for audience in subject.messages if can_reach(subject, audience, hearers))
    return list(dict.fromkeys([*choose_recipients(subject, hearers), *told]))


def _recipients_to_hide_from(subject: Subject, hearers: Recipients) -> list[str]:
    """Who read of it, and may not any more: it has become sensitive, say."""
    read = [
        one
        for one in subject.messages
        if subject.is_restricted and subject.fingerprints.get(one) != HIDDEN_FINGERPRINT
    ]
    return [one for one in read if one not in hearers.ineligible and not is_eligible(subject, one, hearers)]


def _hide(subject: Subject, audience: str, _hearers: Recipients, desk: NotificationPorts) -> Subject:
    message = subject.messages[audience]
    desk.messages.hide(message)
    return desk.incidents.record_delivery(
        subject.id,
        Delivery(audience, message, HIDDEN_FINGERPRINT, desk.clock.now(), subject.thread_keys_sent),
    )


def _notify_one(subject: Subject, audience: str, hearers: Recipients, desk: NotificationPorts) -> Subject:
    """While an audience wants its peace, the message that stands there is edited, and nothing is posted."""
    is_held = held_until(subject, audience, hearers) is not None
    message = subject.messages.get(audience)
    if message is None:
        return subject if is_held else _post(subject, audience, desk)
    if subject.fingerprints.get(audience) != (digest := desk.messages.fingerprint(subject, message)):
        if not desk.messages.edit(subject, message):
            return _replace_deleted(subject, audience, message, hearers, desk)
        telling = Delivery(audience, message, digest, desk.clock.now(), subject.thread_keys_sent)
        subject = desk.incidents.record_delivery(subject.id, telling)
    for key in () if is_held else _pending_thread_keys(subject, audience):
        desk.messages.post_thread_update(subject, message, key)
        subject = desk.incidents.update(
            subject.id, thread_keys_sent=subject.thread_keys_sent | {_thread_key(key, audience)}
        )
    return subject


def _post(subject: Subject, audience: str, desk: NotificationPorts) -> Subject:
    return _record_in_sync(subject, audience, desk.messages.post(subject, audience), desk)


def _record_in_sync(subject: Subject, audience: str, message: Message, desk: NotificationPorts) -> Subject:
    """This message says everything, and nothing is left for its thread."""
    said = subject.thread_keys_sent | {_thread_key(key, audience) for key in thread_update_keys(subject)}
    digest = desk.messages.fingerprint(subject, message)
    return desk.incidents.record_delivery(
        subject.id, Delivery(audience, message, digest, desk.clock.now(), said)
    )


def _replace_deleted(
    subject: Subject, audience: str, gone: Message, hearers: Recipients, desk: NotificationPorts
) -> Subject:
    """Somebody deleted the message. Nobody hears anew who does not want to any more, or not now."""
    if audience not in choose_recipients(subject, hearers):
        return _record_in_sync(subject, audience, gone, desk)
    return subject if held_until(subject, audience, hearers) else _post(subject, audience, desk)


def _is_pending(subject: Subject, audience: str, desk: NotificationPorts) -> bool:
    message = subject.messages.get(audience)
    return message is None or subject.fingerprints.get(audience) != desk.messages.fingerprint(
        subject, message
    )


def _pending_thread_keys(subject: Subject, audience: str) -> list[str]:
    return [
        key
        for key in thread_update_keys(subject)
        if _thread_key(key, audience) not in subject.thread_keys_sent
    ]


def _thread_key(key: str, audience: str) -> str:
    return f"{key} {audience}"


def _finish(subject: Subject, desk: NotificationPorts, rules: Thresholds) -> None:
    """Everybody was told; what changed meanwhile, or has to wait, is told later."""
    if subject.failed_attempts:
        subject = desk.incidents.update(subject.id, failed_attempts=0, is_blocked_by_channel=False)
    if not (hearers := _find_recipients(subject, desk)):
        return
    waiting = {one: held_until(subject, one, hearers) for one in _current_recipients(subject, hearers)}
    untold = [one for one in waiting if _is_pending(subject, one, desk) or _pending_thread_keys(subject, one)]
    freed = [end for one in untold if (end := waiting[one])]
    if not untold:
        desk.incidents.mark_in_sync(subject)
    elif len(freed) == len(untold):  # nobody wants to hear more now
        desk.incidents.reschedule(subject.id, min(freed))
        _recheck_holds(subject, {one: waiting[one] for one in untold}, desk)
    elif (
        subject.last_delivered_at
    ):  # it changed while it was told: the next edit merges what comes until then
        desk.incidents.reschedule(subject.id, subject.last_delivered_at + rules.min_edit_interval)


def _recheck_holds(subject: Subject, held: Mapping[str, datetime | None], desk: NotificationPorts) -> None:
    """Whoever took a mute away just before it was put off would be heard only at the end of the mute."""
    hearers = _find_recipients(subject, desk)
    if hearers and any(held_until(subject, one, hearers) != end for one, end in held.items()):
        desk.incidents.reschedule(subject.id, desk.clock.now())


def _retry_delay(failures: list[DeskError], attempts: int) -> timedelta:
    passing = [failure for failure in failures if isinstance(failure, Unavailable)]
    if not passing:
        return REFUSED_NOTIFY_RETRY_DELAY
    asked = max(failure.retry_after or 0 for failure in passing)
    growing: timedelta = FIRST_NOTIFY_RETRY_DELAY * int(2 ** min(attempts, 10))
    return max(timedelta(seconds=asked), min(growing, MAX_NOTIFY_RETRY_DELAY))
