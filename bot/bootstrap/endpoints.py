"""Wire the HTTP endpoints: health, metrics, webhooks, and the way back from a Connect Card."""

from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot import metrics
from bot.bootstrap.core import Container
from bot.bootstrap.health import ProcessHealth
from bot.bootstrap.listeners import build_wait_reports
from bot.foreign.items import UnreadableItem
from bot.foreign.json_object import parse_json_object
from bot.http.app import Endpoints, SignedWebhook
from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.queries.stuck_tickets import stuck_tickets
from bot.slack.bolt import HttpEndpoint
from bot.store.heartbeats import SHARED_NAME
from workflows.errors import Refused, Unavailable
from workflows.reporting.figures import DEFAULT_PERIOD_DAYS


def build_endpoints(parts: Container, health: ProcessHealth, slack: HttpEndpoint | None) -> Endpoints:
    """Build what stands behind each address. Without `slack`, its events arrive over a socket."""
    webhooks, throttle = parts.stores.webhooks, parts.fivetran.throttle
    has_webhooks = parts.fivetran.webhooks.has_secret
    return Endpoints(
        problems=health.problems,
        webhook_problems=webhooks.problems_by_group if has_webhooks else dict,
        unreadable_items=lambda: [one.summary for one in find_unreadable(parts)],
        credential_problems=partial(credential_problems, parts),
        process_problems=partial(process_problems, parts),
        metrics=metrics.metrics_page(
            metrics.HealthMetrics(health.problems, health.numbers),
            metrics.UnreadableItemMetrics(partial(find_unreadable, parts)),
            metrics.RequestMetrics(parts.stores.requests.count_by_status, parts.stores.requests.count_out_of_sync),
            metrics.WaitMetrics(partial(build_wait_reports(parts).of_last, timedelta(days=DEFAULT_PERIOD_DAYS))),
            metrics.FivetranMetrics(
                lambda: throttle.usage,
                lambda: throttle.interval,
                webhooks.working_by_group if has_webhooks else dict,
            ),
        ),
        slack=slack.handle_request if slack else None,
        webhooks={"fivetran": fivetran_webhook(parts), "jira": jira_webhook(parts)},
        on_connect_card_return=partial(handle_connect_card_return, parts),
    )


def find_unreadable(parts: Container) -> list[UnreadableItem]:
    """Return what can't be read, and the tickets that are stuck. Without the database, only the first."""
    found = parts.foreign_items.unreadable()
    with suppress(Unavailable):
        found += stuck_tickets(parts.stores.requests.with_stuck_ticket(), has_words=False)
    return found


def credential_problems(parts: Container) -> dict[str, str]:
    """Return which vendor rejects our credentials, and why."""
    holders = (parts.slack.client.credential, parts.jira.client.credential, parts.fivetran.connections.credential)
    return {holder.vendor: holder.problem for holder in holders if holder.problem}


def process_problems(parts: Container) -> list[str]:
    """Return what is wrong with the processes: another living one has the name of this one."""
    return [SHARED_NAME.format(parts.settings.name)] if parts.stores.heartbeats.is_name_shared() else []


def fivetran_webhook(parts: Container) -> SignedWebhook:
    """Build the endpoint of Fivetran's webhook, which triggers a poll."""
    secret = parts.settings.fivetran_webhook_secret.get_secret_value()
    poll = partial(poll_soon_if_allowed, parts)
    receiver = FivetranWebhookReceiver(parts.stores.webhooks, parts.settings.groups, poll)
    return SignedWebhook(secret, "x-fivetran-signature-256", receiver.receive)


def jira_webhook(parts: Container) -> SignedWebhook:
    """Build the endpoint of Jira's webhook, which triggers a check of one of our tickets."""

    def receive(body: bytes) -> None:
        issue = parse_json_object(body).get("issue")
        ticket = str(issue.get("id")) if isinstance(issue, dict) else ""
        if not (ticket.isascii() and ticket.isdigit()):
            return
        if parts.stores.requests.has_ticket(ticket):
            parts.work_queue.check_ticket_soon(ticket)

    return SignedWebhook(parts.settings.jira_webhook_secret.get_secret_value(), "x-hub-signature", receive)


def poll_soon_if_allowed(parts: Container, group: str) -> None:
    """Poll a group at once instead of within a minute.

    While polling is throttled, the next round is soon enough.
    """
    if parts.fivetran.throttle.allows(group):
        parts.work_queue.poll_soon(group)


def handle_connect_card_return(parts: Container, request_id: str) -> None:
    """Poll when a browser returns from a Connect Card, even while polling is throttled: the person waits.

    An unknown request id is ignored, so a stranger can't trigger polls.
    """
    with suppress(Refused):
        parts.stores.requests.get(request_id)
        parts.work_queue.poll_soon(parts.settings.fivetran_dev_group)
