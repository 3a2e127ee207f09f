"""Keep the page of an incident or a storm in step with it: opened while it's critical in production, then resolved.

What isn't accepted now is sent again when the subject is next notified, like a message that Slack doesn't accept.
"""

import structlog

from workflows.errors import DeskError, Refused
from workflows.notifications.page import can_page, make_page
from workflows.notifications.ports import NotificationPorts, Subject

log = structlog.get_logger(__name__)


def sync_page(subject: Subject, ports: NotificationPorts) -> tuple[Subject, list[DeskError]]:
    """Open or resolve the page if that is due. Return the subject as it is now, and why it couldn't be done."""
    is_wanted = can_page(subject)
    if is_wanted == subject.is_paged or not ports.pager.is_on:
        return subject, []
    try:
        ports.pager.trigger(make_page(subject)) if is_wanted else ports.pager.resolve(subject.id)
    except Refused as refusal:  # it would be refused again
        log.error("a page was refused", incident=subject.id, reason=refusal.message)
    except DeskError as failure:
        return subject, [failure]
    return ports.incidents.update(subject.id, is_paged=is_wanted), []
