"""A bot that runs: it finishes what was begun, keeps the timetable, and lets people in."""

import json
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot import metrics
from bot.bootstrap.answers import AnswersModule, build_answers
from bot.bootstrap.core import Container, engine_database
from bot.bootstrap.incidents import IncidentActionQueue, build_incidents
from bot.bootstrap.retention import prune_tables, prune_workflows
from bot.bootstrap.subscriptions import SubscriptionsModule, build_subscriptions
from bot.clock import SandboxClock
from bot.durable import engine
from bot.durable.queue import register_request_workflows
from bot.durable.scheduler import Job, Scheduler
from bot.http.app import Endpoints, SignedWebhook
from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.queries.recipients import build_recipient_queries
from bot.slack.bolt import HttpEndpoint, SocketConnection, build_bolt_app
from bot.slack.context import ListenerContext
from bot.store.database import migrate
from workflows.access_requests import open_lagging_access_tickets
from workflows.connections.webhooks import WebhookPorts, ensure_webhooks
from workflows.errors import Refused
from workflows.notifications.notify import notify_lagging
from workflows.requests.scheduled import reconcile_lagging

log = structlog.get_logger(__name__)

HEARTBEAT_TIMEOUT = timedelta(seconds=60)
"""After this long without a sign of life a process counts as dead: four of its beats are missing."""


class Bot:
    """The parts, running."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        self._helping = build_answers(parts)
        self._minding = build_incidents(parts, build_recipient_queries(parts))
        self._subscribing = build_subscriptions(parts, self._helping.answerer, self._helping.ports.rights)
        self._timetable = Scheduler(parts.clock, scheduled_jobs(parts))
        self._socket: SocketConnection | None = None

    def start(self) -> Endpoints:
        """Start everything; the doors are what the HTTP server opens."""
        parts = self._parts
        migrate(parts.database)
        if isinstance(parts.clock, SandboxClock):
            parts.clock.follow(self._timetable.on_clock_jump)
        parts.heartbeats.record(parts.settings.name)
        store = engine_database(parts.settings.database_url)
        engine.start(*store, parts.settings.name, self._register)
        self._timetable.start()
        return self._open_doors()

    def on_server_started(self) -> None:
        """The doors are open: from now on web hooks can come in, and Fivetran can try them out."""
        if self._parts.webhooks.has_secret:
            self._timetable.add(
                Job("ensure_webhooks", timedelta(seconds=60), self._parts.work_queue.enqueue_webhook_check)
            )

    def stop(self) -> None:
        """Close the doors; whatever is unfinished goes on at the next start."""
        if self._socket:
            self._socket.stop()
        self._timetable.stop()
        if isinstance(self._parts.clock, SandboxClock):
            self._parts.clock.stop()
        engine.stop()
        self._parts.close()

    def readiness(self) -> dict[str, bool]:
        """Whether each thing works that people need to come in."""
        connected = self._socket is None or self._socket.is_connected()
        return {"database": self._parts.heartbeats.is_reachable(), "slack": connected}

    def _register(self) -> None:
        parts = self._parts
        register_request_workflows(parts.ports)
        self._helping.register()
        self._minding.register()
        self._subscribing.register()
        webhook_ports = WebhookPorts(parts.clock, parts.webhooks, parts.webhook_store)
        engine.register_workflow("ensure_webhooks", partial(ensure_webhooks, ports=webhook_ports))
        sweeps = (
            partial(reconcile_lagging, parts.ports),
            partial(notify_lagging, self._minding.ports),
            partial(open_lagging_access_tickets, self._helping.access_ports),
        )
        engine.register_workflow("reconcile_lagging", partial(run_sweeps, sweeps))

    def _open_doors(self) -> Endpoints:
        parts, settings = self._parts, self._parts.settings
        people = build_listener_context(parts, self._helping, self._minding.queue, self._subscribing)
        app = build_bolt_app(parts.slack, parts.directory, people)
        slack = None
        if settings.is_socket_mode:
            self._socket = SocketConnection(
                app, settings.slack_app_token.get_secret_value(), settings.slack_api_url
            )
            self._socket.start()
        else:
            slack = HttpEndpoint(app, settings.slack_signing_secret.get_secret_value()).handle_request
        return Endpoints(
            readiness=self.readiness,
            webhook_problems=parts.webhook_store.problems_by_group if parts.webhooks.has_secret else dict,
            metrics=metrics.metrics_page(
                metrics.RequestMetrics(parts.requests.count_by_status, parts.requests.count_out_of_sync),
                metrics.FivetranMetrics(
                    lambda: parts.poll_throttle.usage,
                    lambda: parts.poll_throttle.interval,
                    parts.webhook_store.working_by_group if parts.webhooks.has_secret else dict,
                ),
            ),
            slack=slack,
            webhooks={"fivetran": fivetran_webhook(parts), "jira": jira_webhook(parts)},
            on_connect_card_return=partial(handle_connect_card_return, parts),
        )


def build_listener_context(
    parts: Container, helping: AnswersModule, incidents: IncidentActionQueue, subscribing: SubscriptionsModule
) -> ListenerContext:
    """What the listeners get."""
    return ListenerContext(
        slack=parts.slack,
        ports=parts.ports,
        catalog=parts.catalog,
        request_store=parts.requests,
        drafts=parts.drafts,
        directory=parts.directory,
        request_queries=parts.request_queries,
        queue=parts.work_queue,
        incidents=incidents,
        subscriptions=subscribing,
        questions=helping.queue,
        status_queries=helping.status_queries,
        digests=helping.digest_queue,
        home_tabs=parts.home_tabs,
        channel=parts.settings.slack_channel,
        superusers=parts.settings.ids("superusers"),
        new_id=lambda: uuid.uuid4().hex[:12],
        can_offer_answers=parts.settings.offer_answers,
        has_agent_view=parts.settings.slack_agent_view,
    )


def fivetran_webhook(parts: Container) -> SignedWebhook:
    """Fivetran's web hook is a hint to look."""
    secret = parts.settings.fivetran_webhook_secret.get_secret_value()
    hearing = FivetranWebhookReceiver(
        parts.webhook_store, parts.settings.groups, partial(poll_soon_if_allowed, parts)
    )
    return SignedWebhook(secret, "x-fivetran-signature-256", hearing.receive)


def jira_webhook(parts: Container) -> SignedWebhook:
    """Jira's web hook is a hint to look at one ticket; hints about anything else are ignored."""

    def heard(body: bytes) -> None:
        try:
            ticket = str(json.loads(body)["issue"]["id"])
        except (ValueError, KeyError, TypeError):
            return
        at = int(parts.clock.now().timestamp() * 1000)  # two changes within a second are two hints
        parts.work_queue.enqueue_tick("apply_ticket_decision", at, ticket)

    return SignedWebhook(parts.settings.jira_webhook_secret.get_secret_value(), "x-hub-signature", heard)


def poll_soon_if_allowed(parts: Container, group: str) -> None:
    """Something happened in a group, says somebody: look for ourselves, and not only within a minute.

    While Fivetran's quota is short, the next round has to do.
    """
    if parts.poll_throttle.allows(group):
        parts.work_queue.poll_soon(group)


def handle_connect_card_return(parts: Container, request_id: str) -> None:
    """A browser came back from a Connect Card. Its owner waits, so this look is made whatever the quota.

    Whoever has no Connect Card of ours does not know the id of a request either, and causes nothing.
    """
    with suppress(Refused):
        parts.requests.get(request_id)
        parts.work_queue.poll_soon(parts.settings.fivetran_dev_group)


def scheduled_jobs(parts: Container) -> list[Job]:
    """What happens every so often. A tick's time is in its workflow's id: N processes do the work of one."""

    def poll(at: int) -> None:
        parts.poll_throttle.adapt()
        for group in filter(parts.poll_throttle.allows, parts.settings.groups):
            parts.work_queue.enqueue_poll(at, group)

    def resume_silent(_at: int) -> None:
        parts.heartbeats.record(parts.settings.name)
        for name in parts.heartbeats.find_silent(HEARTBEAT_TIMEOUT, parts.settings.name):
            log.warning("a process went silent", process=name, resumed=engine.resume(name))
            parts.heartbeats.forget(name)

    jobs = {
        "reconcile_lagging": timedelta(seconds=10),
        "propose_mutes": timedelta(seconds=60),
        "apply_ticket_decisions": timedelta(seconds=60),
        "publish_due_digests": timedelta(seconds=60),
        "expire": timedelta(hours=1),
        "refresh_catalog": timedelta(hours=1),
    }
    return [
        Job("resume_silent", timedelta(seconds=15), resume_silent),
        Job("poll", timedelta(seconds=60), poll),
        *(
            Job(name, interval, partial(parts.work_queue.enqueue_tick, name))
            for name, interval in jobs.items()
        ),
        Job("prune_workflows", timedelta(minutes=10), lambda _at: prune_workflows()),
        Job("prune_tables", timedelta(hours=6), lambda _at: prune_tables(parts)),
    ]


def run_sweeps(sweeps: Sequence[Callable[[], None]]) -> None:
    """Start again what is out of sync. A sweep that fails doesn't keep the others from running."""
    for sweep in sweeps:
        try:
            sweep()
        except Exception:
            log.exception("sweep failed")
