"""Run the bot: recover unfinished work, run the timetable, and accept events."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from bot.bootstrap.access import build_access
from bot.bootstrap.answers import build_answers
from bot.bootstrap.core import Container
from bot.bootstrap.custom_steps import build_custom_steps, build_step_ports
from bot.bootstrap.endpoints import build_endpoints
from bot.bootstrap.health import ProcessHealth
from bot.bootstrap.identities import report_identities
from bot.bootstrap.incidents import build_incidents
from bot.bootstrap.listeners import build_listener_context
from bot.bootstrap.owners import build_owners
from bot.bootstrap.subscriptions import build_subscriptions
from bot.bootstrap.timetable import poll, resume_dead, scheduled_jobs
from bot.clock import SandboxClock
from bot.durable import engine
from bot.durable.custom_step_queue import register_custom_steps
from bot.durable.exclusive_jobs import ExclusiveJobs
from bot.durable.queue import register_request_workflows
from bot.durable.registration import register_retired_ticks
from bot.durable.replies import register_replies
from bot.durable.scheduler import Job, Scheduler
from bot.durable.work_table import release_delayed, warm_up
from bot.garbage import keep_what_is_loaded
from bot.http.app import Endpoints
from bot.slack.bolt import HttpEndpoint, build_bolt_app
from bot.slack.socket import SocketConnection
from bot.sqlite.file_lock import DatabaseFileLock
from bot.sqlite.write_ahead_log import empty_at_stop
from bot.store.clock_setbacks import ClockSetbackStore
from bot.store.database import migrate
from bot.store.engine_database import engine_database
from bot.store.job_runs import JobRunStore
from bot.threads import take_short_turns
from workflows.connections.webhooks import WebhookPorts, ensure_webhooks
from workflows.errors import Unavailable


class Bot:
    """A running bot."""

    def __init__(self, parts: Container) -> None:
        self._parts = parts
        self._answers = build_answers(parts)
        self._access = build_access(parts, self._answers)
        self._incidents = build_incidents(parts)
        self._subscriptions = build_subscriptions(parts, self._answers.answerer, self._answers.ports.rights)
        self._owners = build_owners(parts, self._answers.status_queries, self._answers.unowned_lists)
        modules = self._answers, self._access, self._subscriptions, self._owners, build_custom_steps(parts)
        self._context = build_listener_context(parts, *modules)
        self._steps = build_step_ports(parts, self._context)
        count_setbacks = ClockSetbackStore(parts.database, parts.clock).count
        self._jobs = ExclusiveJobs(JobRunStore(parts.database, parts.stores.heartbeats.instance))
        ports = self._incidents.ports
        scheduled = self._answers, self._access, ports, self._subscriptions, self._owners, self._steps
        jobs = scheduled_jobs(parts, self._jobs, *scheduled)
        self._timetable = Scheduler(parts.clock, list(jobs), count_setbacks, on_setback=release_delayed)
        self._health = ProcessHealth(parts, None, parts.clock.now())
        self._file_lock = DatabaseFileLock(parts.settings.database_url)

    def start(self, on_claimed: Callable[[], object] = lambda: None) -> Endpoints:
        """Start everything, and return the endpoints for the HTTP server.

        `on_claimed` is called once the database is ours, when the process before has stopped. Raises `Refused` if
        another process uses the SQLite file, or the database can't be opened.
        """
        parts, heartbeats = self._parts, self._parts.stores.heartbeats
        self._file_lock.acquire()
        migrate(parts.database)
        on_claimed()
        if isinstance(parts.clock, SandboxClock):
            parts.clock.follow(self._timetable.on_clock_jump)
        with suppress(Unavailable):  # the first tick of the timetable tries again
            heartbeats.record()
        engine.start(*engine_database(parts.settings.database_url), heartbeats.instance, self._register)
        if self._file_lock.is_held:  # so no other process of this database lives
            with suppress(Unavailable):
                resume_dead(heartbeats, list(heartbeats.others()))
        self._timetable.start()
        self._health.started_at = parts.clock.now()
        self._timetable.add(Job("watch_health", timedelta(seconds=30), self._health.watch))
        return build_endpoints(parts, self._health, self._listen())

    def on_server_started(self) -> None:
        """Start to register webhooks, now that Fivetran can reach the server to test them."""
        with suppress(Unavailable):  # then the first presses wait for it
            warm_up()
        keep_what_is_loaded()
        report_identities(self._parts)
        take_short_turns()
        if self._parts.fivetran.webhooks.has_secret:
            ports = WebhookPorts(self._parts.clock, self._parts.fivetran.webhooks, self._parts.stores.webhooks)
            check = partial(self._jobs.start, "ensure_webhooks", partial(ensure_webhooks, ports))
            self._timetable.add(Job("ensure_webhooks", timedelta(seconds=60), check))

    def stop(self) -> None:
        """Stop everything; another process or the next start continues unfinished work, at once."""
        if self._health.socket:
            self._health.socket.stop()
        self._timetable.stop()
        if isinstance(self._parts.clock, SandboxClock):
            self._parts.clock.stop()
        has_ended = self._jobs.stop()
        if engine.stop() and has_ended:
            with suppress(Unavailable):
                self._parts.stores.heartbeats.forget(self._parts.stores.heartbeats.instance)
        empty_at_stop(self._parts.database)
        self._parts.close()
        self._file_lock.release()

    def _register(self) -> None:
        """Register the durable workflows."""
        parts = self._parts
        register_request_workflows(parts.ports, partial(poll, parts, self._jobs))
        register_replies(parts.slack.messenger)
        self._answers.register()
        self._access.register()
        self._incidents.register()
        self._subscriptions.register()
        self._owners.register()
        register_custom_steps(self._steps)
        register_retired_ticks()

    def _listen(self) -> HttpEndpoint | None:
        """Accept what people do in Slack, over a socket or over HTTP."""
        settings = self._parts.settings
        app = build_bolt_app(self._context.slack, self._context.directory, self._context)
        if not settings.is_socket_mode:
            return HttpEndpoint(app, settings.slack_signing_secret.get_secret_value())
        self._health.socket = SocketConnection(app, settings.slack_app_token.get_secret_value(), settings.slack_api_url)
        self._health.socket.start()
        return None
