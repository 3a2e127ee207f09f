"""What the timetable starts: look at the connections, mend what lags, let go what nobody decided."""

from datetime import timedelta

from workflows.errors import IllegalTransition
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event

EXPIRE_AFTER = timedelta(days=30)
"""After a month without a decision, whatever was asked for has found another way or no longer matters."""


def poll_group(group_id: str, ports: RequestPorts) -> None:
    """Look at every connection of a group and pass on what changed."""
    findings = ports.poller.poll(group_id)
    for untold in findings.notifications:
        ports.queue.notify(untold)
    for request_id in findings.request_ids:
        ports.queue.reconcile(ports.requests.get(request_id))


def reconcile_lagging(ports: RequestPorts) -> None:
    """Start again whatever lags: after an outage, a crash, a bug or an edit by hand."""
    for request in ports.requests.out_of_sync():
        ports.queue.reconcile(request)


def refresh_catalog(ports: RequestPorts) -> None:
    """Keep the catalogue of services no older than a day."""
    ports.catalog.refresh_if_due()


def expire_undecided(ports: RequestPorts) -> None:
    """Let go the requests that nobody decided on for a month."""
    for request in ports.requests.undecided_since(ports.clock.now() - EXPIRE_AFTER):
        try:
            ports.queue.reconcile(ports.requests.transition(request.id, Event.EXPIRED))
        except IllegalTransition:
            continue  # decided in this very moment
