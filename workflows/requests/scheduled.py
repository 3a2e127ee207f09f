"""Scheduled jobs: poll connections, retry lagging requests, refresh the catalog, expire old requests."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from operator import attrgetter

from workflows.errors import IllegalTransition
from workflows.isolation import handle_isolated
from workflows.requests.jira_decisions import apply_ticket_decision
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.state_machine import Event

EXPIRE_AFTER = timedelta(days=30)
"""How long a request can wait for a decision."""


def poll_group(group_id: str, ports: RequestPorts) -> None:
    """Poll every connection of a Fivetran group, and enqueue what the changes call for."""
    result = ports.poll(group_id)
    for notification in result.notifications:
        ports.queue.notify(notification)
    for request_id in result.request_ids:
        ports.queue.reconcile(ports.requests.get(request_id))


def reconcile_lagging(ports: RequestPorts) -> None:
    """Enqueue every request that is out of sync: after an outage, a crash, a bug, or a manual change."""
    for request in ports.requests.out_of_sync():
        ports.queue.reconcile(request)


def refresh_catalog(ports: RequestPorts) -> None:
    """Refresh the catalog of services if it's a day old, and apply what it says to requests."""
    ports.catalog.refresh_if_due()
    mark_sensitive_requests(ports)


def mark_sensitive_requests(ports: RequestPorts) -> None:
    """Treat requests, also closed ones, as sensitive once the catalog marks their service so.

    Never the other way around: their approvers and readers rely on it.
    """

    def mark(request: ConnectorRequest) -> None:
        ports.queue.reconcile(ports.requests.apply(request, _mark_sensitive))

    unmarked = ports.requests.unmarked_requests(ports.catalog.sensitive_services())
    handle_isolated("request", unmarked, mark, attrgetter("id"))


def _mark_sensitive(request: ConnectorRequest) -> ConnectorRequest:
    return request.evolve(answers=replace(request.answers, is_sensitive_service=True))


def expire_undecided(ports: RequestPorts) -> None:
    """Expire the requests that have waited too long for a decision, here or in Jira.

    A request whose ticket can't be read waits for the next round: an approver might have moved it in time.
    """
    undecided = ports.requests.undecided_since(ports.clock.now() - EXPIRE_AFTER)
    handle_isolated("request", undecided, partial(_expire, ports), attrgetter("id"))


def _expire(ports: RequestPorts, request: ConnectorRequest) -> None:
    with suppress(IllegalTransition):  # decided at the same moment
        if request.ticket:
            apply_ticket_decision(request.ticket.id, ports)
        ports.queue.reconcile(ports.requests.transition(request, Event.EXPIRED))
