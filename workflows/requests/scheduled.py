"""What the timetable starts: look at the connections, mend what lags, let go what nobody decided."""

from datetime import timedelta

from workflows.errors import IllegalMove
from workflows.requests.ports import Desk
from workflows.requests.state_machine import Event

UNDECIDED_FOR = timedelta(days=30)
"""After a month without a decision, whatever was asked for has found another way or no longer matters."""


def watch(group_id: str, desk: Desk) -> None:
    """Look at every connection of a group and pass on what changed."""
    findings = desk.patrol.round(group_id)
    for untold in findings.untold:
        desk.agenda.tell(untold)
    for request_id in findings.requests:
        desk.agenda.settle(desk.requests.get(request_id))


def sweep(desk: Desk) -> None:
    """Start again whatever lags: after an outage, a crash, a bug or an edit by hand."""
    for request in desk.requests.lagging():
        desk.agenda.settle(request)


def refresh(desk: Desk) -> None:
    """Keep the catalogue of services no older than a day."""
    desk.services.refresh_if_due()


def expire(desk: Desk) -> None:
    """Let go the requests that nobody decided on for a month."""
    for request in desk.requests.undecided_since(desk.clock.now() - UNDECIDED_FOR):
        try:
            desk.agenda.settle(desk.requests.move(request.id, Event.EXPIRED))
        except IllegalMove:
            continue  # decided in this very moment
