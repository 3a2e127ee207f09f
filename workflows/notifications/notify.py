"""Keep the Slack messages about an incident or a storm in step with it.

Each recipient gets one message, which is edited in place, and updates in its thread. Quick changes are merged
into one edit. A call that Slack doesn't accept now is retried. Quiet hours and mutes hold messages back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from workflows.errors import ChannelUnavailable, DeskError
from workflows.monitoring.thresholds import Threshold, Thresholds, seconds
from workflows.notifications.advice import with_advice
from workflows.notifications.message_sync import MessageSync
from workflows.notifications.paging import sync_page
from workflows.notifications.ports import NotificationPorts, Subject
from workflows.notifications.recipients import (
    Recipients,
    current_recipients,
    held_until,
    is_eligible,
    recipients_to_hide_from,
)
from workflows.retry import Backoff

log = structlog.get_logger(__name__)

MIN_EDIT_INTERVAL = Threshold(
    "alert_edit_seconds",
    45.0,
    seconds,
    "Alerts: seconds between two edits of a message; Slack allows 50 edits a minute in total",
    ge=0,
    le=3_600,
)
"""Changes in between are merged."""
NOTIFY_BACKOFF = Backoff(longest=timedelta(minutes=2))
"""Short enough for newer messages to wait for older ones, so that people read in order."""


def notify(subject_id: str, ports: NotificationPorts, thresholds: Thresholds) -> None:
    """Post or edit what is due, then record whether every message is in sync."""
    subject, unsent = sync_page(ports.incidents.get(subject_id), ports)  # first: it doesn't need Slack
    now = ports.clock.now()
    until = _next_edit_at(subject, now, thresholds) or (
        not subject.messages and ports.incidents.older_pending_until(subject)
    )
    if until:
        ports.incidents.reschedule(subject_id, until)
        return
    subject = with_advice(subject, ports)
    if not (recipients := _find_recipients(subject, ports)):
        return
    messages = MessageSync(ports)
    notified, failures = _notify_all(subject, recipients, messages)
    failures += unsent
    if _activity_count(notified) > _activity_count(subject):  # the actor is waiting to see the result
        notified = ports.incidents.update(subject_id, last_delivered_at=None)
    if failures:
        _reschedule(notified, failures, ports)
    else:
        _finish(notified, messages, thresholds)


def notify_lagging(ports: NotificationPorts) -> None:
    """Queue every incident and storm whose messages lag."""
    for pending in ports.incidents.out_of_sync():
        ports.queue.notify(pending)


def _notify_all(subject: Subject, recipients: Recipients, messages: MessageSync) -> tuple[Subject, list[DeskError]]:
    """Notify each recipient; a failure for one doesn't stop the others."""
    failures: list[DeskError] = []
    for recipient in [
        *current_recipients(subject, recipients),
        *recipients_to_hide_from(subject, recipients),
    ]:
        try:
            if is_eligible(subject, recipient, recipients):
                subject = messages.sync(subject, recipient, recipients)
            else:
                subject = messages.hide(subject, recipient)
        except ChannelUnavailable as error:
            if not messages.ports.recipients.mark_unreachable(recipient, error.code):
                failures.append(error)
        except DeskError as error:
            failures.append(error)
        except Exception as bug:
            log.exception("a message can't be handled", incident=subject.id, recipient=recipient)
            failures.append(DeskError(f"The bot can't handle it ({type(bug).__name__})."))
    return subject, failures


def _activity_count(subject: Subject) -> int:
    return len(subject.activity)


def _find_recipients(subject: Subject, ports: NotificationPorts) -> Recipients | None:
    """Return the recipients. Return None and retry later when Slack doesn't answer."""
    try:
        return ports.recipients.recipients_for(subject)
    except DeskError as error:
        _reschedule(subject, [error], ports)
        return None


def _reschedule(subject: Subject, failures: list[DeskError], ports: NotificationPorts) -> None:
    is_blocked = all(isinstance(failure, ChannelUnavailable) for failure in failures)
    attempts = subject.failed_attempts
    ports.incidents.update(subject.id, failed_attempts=attempts + 1, is_blocked_by_channel=is_blocked)
    delay = NOTIFY_BACKOFF.delay_for_all(failures, attempts)
    ports.incidents.reschedule(subject.id, ports.clock.now() + delay)


def _next_edit_at(subject: Subject, now: datetime, thresholds: Thresholds) -> datetime | None:
    """Return when the next edit is due; None if it can happen now. A first post never waits."""
    if subject.last_delivered_at is None:
        return None
    due_at = subject.last_delivered_at + thresholds[MIN_EDIT_INTERVAL]
    return due_at if now < due_at <= now + thresholds[MIN_EDIT_INTERVAL] else None  # else the clock was set back


def _finish(subject: Subject, messages: MessageSync, thresholds: Thresholds) -> None:
    """Mark the subject as in sync, or schedule the run that handles what is still pending."""
    ports = messages.ports
    if subject.failed_attempts:
        subject = ports.incidents.update(subject.id, failed_attempts=0, is_blocked_by_channel=False)
    if not (recipients := _find_recipients(subject, ports)):
        return
    pending = {
        recipient: held_until(subject, recipient, recipients)
        for recipient in current_recipients(subject, recipients)
        if messages.is_pending(subject, recipient)
    }
    holds = [until for until in pending.values() if until]
    if not pending:
        ports.incidents.mark_in_sync(subject)
    elif len(holds) == len(pending):
        ports.incidents.reschedule(subject.id, min(holds))
        _recheck_holds(subject, pending, ports)
    elif subject.last_delivered_at:  # it changed during this run: merge further changes into the next edit
        ports.incidents.reschedule(subject.id, subject.last_delivered_at + thresholds[MIN_EDIT_INTERVAL])


def _recheck_holds(subject: Subject, holds: Mapping[str, datetime | None], ports: NotificationPorts) -> None:
    """Run again now if a hold ended between reading the preferences and rescheduling."""
    recipients = _find_recipients(subject, ports)
    if recipients and any(held_until(subject, one, recipients) != until for one, until in holds.items()):
        ports.incidents.reschedule(subject.id, ports.clock.now())
