"""Run the bot: recover unfinished work, run the timetable, and accept events."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial

import structlog

from bot import metrics
from bot.bootstrap.answers import AnswersModule, build_answers
from bot.bootstrap.core import Container, engine_database
from bot.bootstrap.health import ProcessHealth
from bot.bootstrap.incidents import build_incidents
from bot.bootstrap.retention import prune_tables, prune_workflows
from bot.bootstrap.subscriptions import build_subscriptions
from bot.clock import SandboxClock
from bot.durable import engine
from bot.durable.queue import register_request_workflows
from bot.durable.registration import register_jobs, register_retired_ticks
from bot.durable.replies import register_replies
from bot.durable.scheduler import Job, Scheduler
from bot.durable.subscriptions import SubscriptionsModule
from bot.durable.work_table import release_delayed, resume
from bot.foreign.items import UnreadableItem
from bot.foreign.json_object import parse_json_object
from bot.garbage import keep_what_is_loaded
from bot.http.app import Endpoints, SignedWebhook
from bot.http.fivetran_webhook import FivetranWebhookReceiver
from bot.slack.bolt import HttpEndpoint, build_bolt_app
from bot.slack.context import ListenerContext
from bot.slack.socket import SocketConnection
from bot.sqlite.file_lock import DatabaseFileLock
from bot.sqlite.write_ahead_log import empty_at_stop
from bot.store.clock_setbacks import ClockSetbackStore
from bot.store.database import migrate
from bot.store.heartbeats import SHARED_NAME, HeartbeatStore
from bot.stuck_tickets import stuck_tickets
from workflows.access_requests import open_lagging_access_tickets
from workflows.connections.webhooks import WebhookPorts, ensure_webhooks
from workflows.digests.delivery import publish_due_digests
from workflows.errors import DeskError, Refused, Unavailable
from workflows.notifications.notify import notify_lagging
from workflows.requests.scheduled import reconcile_lagging

log = structlog.get_logger(__name__)


class Bot:
    """A running bot."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        self._answers = build_answers(parts)
        self._incidents = build_incidents(parts)
        self._subscriptions = build_subscriptions(parts, self._answers.answerer, self._answers.ports.rights)
        count_setbacks = ClockSetbackStore(parts.database, parts.clock).count
        jobs = [*scheduled_jobs(parts), *self._sweeps()]
        self._timetable = Scheduler(parts.clock, jobs, count_setbacks, on_setback=release_delayed)
        self._health = ProcessHealth(parts, None, parts.clock.now())
        self._file_lock = DatabaseFileLock(parts.settings.database_url)

    def start(self) -> Endpoints:
        """Start everything, and return the endpoints for the HTTP server.

        Raises `Refused` if another process uses the SQLite file.
        """
        parts = self._parts
        self._file_lock.acquire()
        migrate(parts.database)
        if isinstance(parts.clock, SandboxClock):
            parts.clock.follow(self._timetable.on_clock_jump)
        with suppress(Unavailable):  # the first tick of the timetable tries again
            parts.heartbeats.record()
        engine.start(*engine_database(parts.settings.database_url), parts.heartbeats.instance, self._register)
        if self._file_lock.is_held:  # so no other process of this database lives
            with suppress(Unavailable):
                resume_dead(parts.heartbeats, list(parts.heartbeats.others()))
        self._timetable.start()
        self._health.started_at = parts.clock.now()
        self._timetable.add(Job("watch_health", timedelta(seconds=30), self._health.watch))
        return self._build_endpoints()

    def on_server_started(self) -> None:
        """Start to register webhooks, now that Fivetran can reach the server to test them."""
        keep_what_is_loaded()
        if self._parts.webhooks.has_secret:
            self._timetable.add(
                Job("ensure_webhooks", timedelta(seconds=60), self._parts.work_queue.enqueue_webhook_check)
            )

    def stop(self) -> None:
        """Stop everything; another process or the next start continues unfinished work, at once."""
        if self._health.socket:
            self._health.socket.stop()
        self._timetable.stop()
        if isinstance(self._parts.clock, SandboxClock):
            self._parts.clock.stop()
        if engine.stop():
            with suppress(Unavailable):
                self._parts.heartbeats.forget(self._parts.heartbeats.instance)
        empty_at_stop(self._parts.database)
        self._parts.close()
        self._file_lock.release()

    def credential_problems(self) -> dict[str, str]:
        """Return which vendor rejects our credentials, and why."""
        parts = self._parts
        holders = (parts.slack.credential, parts.jira.credential, parts.connections.credential)
        return {holder.vendor: holder.problem for holder in holders if holder.problem}

    def process_problems(self) -> list[str]:
        """Return what is wrong with the processes: another living one has the name of this one."""
        return [SHARED_NAME.format(self._parts.settings.name)] if self._parts.heartbeats.is_name_shared() else []

    def _register(self) -> None:
        parts = self._parts
        register_request_workflows(parts.ports, parts.foreign_items)
        register_replies(parts.direct_messenger)
        self._answers.register()
        self._incidents.register()
        self._subscriptions.register()
        webhook_ports = WebhookPorts(parts.clock, parts.webhooks, parts.webhook_store)
        register_jobs(ensure_webhooks, ports=webhook_ports)
        register_retired_ticks()

    def _sweeps(self) -> Iterator[Job]:
        """Yield the jobs that only enqueue what is due. Each process runs them; an id makes the work happen once."""
        lagging = (
            partial(reconcile_lagging, self._parts.ports),
            partial(notify_lagging, self._incidents.ports),
            partial(open_lagging_access_tickets, self._answers.access_ports),
        )
        yield Job("reconcile_lagging", timedelta(seconds=10), lambda _tick: run_sweeps(lagging))
        digest_ports = self._answers.digest_queue.ports()
        yield Job("publish_due_digests", timedelta(seconds=60), lambda _tick: publish_due_digests(digest_ports))

    def _build_endpoints(self) -> Endpoints:
        parts, settings = self._parts, self._parts.settings
        people = build_listener_context(parts, self._answers, self._subscriptions)
        app = build_bolt_app(parts.slack, parts.directory, people)
        slack = None
        if settings.is_socket_mode:
            self._health.socket = SocketConnection(
                app, settings.slack_app_token.get_secret_value(), settings.slack_api_url
            )
            self._health.socket.start()
        else:
            slack = HttpEndpoint(app, settings.slack_signing_secret.get_secret_value()).handle_request
        return Endpoints(
            problems=self._health.problems,
            webhook_problems=parts.webhook_store.problems_by_group if parts.webhooks.has_secret else dict,
            unreadable_items=lambda: [one.summary for one in find_unreadable(parts)],
            credential_problems=self.credential_problems,
            process_problems=self.process_problems,
            metrics=metrics.metrics_page(
                metrics.HealthMetrics(self._health.problems, self._health.numbers),
                metrics.UnreadableItemMetrics(partial(find_unreadable, parts)),
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


def find_unreadable(parts: Container) -> list[UnreadableItem]:
    """Return what can't be read, and the tickets that are stuck. Without the database, only the first."""
    found = parts.foreign_items.unreadable()
    with suppress(Unavailable):
        found += stuck_tickets(parts.requests.with_stuck_ticket(), has_words=False)
    return found


def build_listener_context(
    parts: Container, answers: AnswersModule, subscriptions: SubscriptionsModule
) -> ListenerContext:
    """Build the context of the listeners."""
    return ListenerContext(
        slack=parts.slack,
        ports=parts.ports,
        catalog=parts.catalog,
        request_store=parts.requests,
        drafts=parts.drafts,
        directory=parts.directory,
        request_queries=parts.request_queries,
        queue=parts.work_queue,
        subscriptions=subscriptions,
        questions=answers.queue,
        status_queries=answers.status_queries,
        digests=answers.digest_queue,
        home_tabs=parts.home_tabs,
        channel=parts.settings.slack_channel,
        superusers=parts.settings.ids("superusers"),
        new_id=lambda: uuid.uuid4().hex[:12],
        can_offer_answers=parts.settings.offer_answers,
        has_agent_view=parts.settings.slack_agent_view,
    )


def fivetran_webhook(parts: Container) -> SignedWebhook:
    """Build the endpoint of Fivetran's webhook, which triggers a poll."""
    secret = parts.settings.fivetran_webhook_secret.get_secret_value()
    receiver = FivetranWebhookReceiver(parts.webhook_store, parts.settings.groups, partial(poll_soon_if_allowed, parts))
    return SignedWebhook(secret, "x-fivetran-signature-256", receiver.receive)


def jira_webhook(parts: Container) -> SignedWebhook:
    """Build the endpoint of Jira's webhook, which triggers a check of one of our tickets."""

    def receive(body: bytes) -> None:
        issue = parse_json_object(body).get("issue")
        ticket = str(issue.get("id")) if isinstance(issue, dict) else ""
        if not (ticket.isascii() and ticket.isdigit()):
            return
        if parts.requests.find_by_ticket(ticket):
            parts.work_queue.check_ticket_soon(ticket)

    return SignedWebhook(parts.settings.jira_webhook_secret.get_secret_value(), "x-hub-signature", receive)


def poll_soon_if_allowed(parts: Container, group: str) -> None:
    """Poll a group at once instead of within a minute.

    While polling is throttled, the next round is soon enough.
    """
    if parts.poll_throttle.allows(group):
        parts.work_queue.poll_soon(group)


def handle_connect_card_return(parts: Container, request_id: str) -> None:
    """Poll when a browser returns from a Connect Card, even while polling is throttled: the person waits.

    An unknown request id is ignored, so a stranger can't trigger polls.
    """
    with suppress(Refused):
        parts.requests.get(request_id)
        parts.work_queue.poll_soon(parts.settings.fivetran_dev_group)


def scheduled_jobs(parts: Container) -> list[Job]:
    """Return the timetable. Each tick is in its workflow's id, so several processes run it once."""

    def poll(tick: str) -> None:
        parts.poll_throttle.adapt()
        for group in filter(parts.poll_throttle.allows, parts.settings.groups):
            parts.work_queue.enqueue_poll(tick, group)

    def resume_silent(_tick: str) -> None:
        was_shared = parts.heartbeats.is_name_shared()
        parts.heartbeats.record()
        resume_dead(parts.heartbeats, parts.heartbeats.find_silent())
        if parts.heartbeats.is_name_shared() and not was_shared:
            log.warning("two processes have the same name", process=parts.settings.name)

    def check_slack_token(_tick: str) -> None:
        with suppress(DeskError):  # the client records a rejected token; anything else proves nothing
            parts.slack.call("auth_test")

    jobs = {
        "propose_mutes": timedelta(seconds=60),
        "apply_ticket_decisions": timedelta(seconds=60),
        "expire": timedelta(hours=1),
        "notice_departures": timedelta(hours=1),
        "refresh_catalog": timedelta(hours=1),
    }
    return [
        Job("resume_silent", timedelta(seconds=15), resume_silent),
        Job("poll", timedelta(seconds=60), poll),
        Job("check_slack_token", timedelta(seconds=60), check_slack_token),
        *(Job(name, interval, partial(parts.work_queue.enqueue_tick, name)) for name, interval in jobs.items()),
        Job("prune_workflows", timedelta(minutes=10), lambda _tick: prune_workflows()),
        Job("prune_tables", timedelta(hours=6), lambda _tick: prune_tables(parts)),
    ]


def resume_dead(heartbeats: HeartbeatStore, instances: Sequence[str]) -> None:
    """Resume the work of processes that are dead."""
    for instance in instances:
        log.warning("a process went silent", process=instance, resumed=resume(instance))
        heartbeats.forget(instance)


def run_sweeps(sweeps: Sequence[Callable[[], None]]) -> None:
    """Run each sweep over what is out of sync. A failed sweep doesn't stop the others."""
    for sweep in sweeps:
        try:
            sweep()
        except DeskError as failure:
            log.warning("sweep delayed", reason=failure.message)
        except Exception:
            log.exception("sweep failed")
