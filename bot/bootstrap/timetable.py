"""The timetable: what the bot does by itself, and how often."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import chain

import structlog

from bot.bootstrap.access import AccessModule
from bot.bootstrap.answers import AnswersModule
from bot.bootstrap.canvas import canvas_jobs
from bot.bootstrap.core import Container
from bot.bootstrap.retention import prune_tables, prune_workflows
from bot.durable.exclusive_jobs import ExclusiveJobs
from bot.durable.owner_queue import OwnerModule
from bot.durable.scheduler import Job
from bot.durable.subscriptions import SubscriptionsModule
from bot.durable.ticket_sweep import apply_ticket_decisions
from bot.durable.work_table import resume
from bot.store.heartbeats import HeartbeatStore
from bot.store.lagging import lagging_tables
from workflows.access_questions.delivery import deliver_lagging_questions
from workflows.access_requests import open_lagging_access_tickets
from workflows.custom_steps.advance import advance_lagging_runs
from workflows.custom_steps.ports import StepPorts
from workflows.digests.delivery import publish_due_digests
from workflows.digests.unowned_list import redraw_unowned_lists
from workflows.errors import DeskError
from workflows.notifications.notify import notify_lagging
from workflows.notifications.ports import NotificationPorts
from workflows.ownership.departures import notice_departed_owners
from workflows.requests.departures import notice_departures
from workflows.requests.scheduled import expire_undecided, poll_group, reconcile_lagging, refresh_catalog

log = structlog.get_logger(__name__)


def scheduled_jobs(
    parts: Container,
    jobs: ExclusiveJobs,
    answers: AnswersModule,
    access: AccessModule,
    notifications: NotificationPorts,
    subscriptions: SubscriptionsModule,
    owners: OwnerModule,
    steps: StepPorts,
) -> Iterator[Job]:
    """Yield the timetable. Sweeps only enqueue what is due: each process runs them, and an id runs once."""
    yield Job("resume_silent", timedelta(seconds=15), lambda _tick: resume_silent(parts))
    yield Job("poll", timedelta(seconds=60), partial(start_polls, parts, jobs))
    yield Job("read_names", timedelta(seconds=60), lambda _tick: answers.answerer.read_names())
    yield Job("check_slack_token", timedelta(seconds=60), lambda _tick: check_slack_token(parts))
    canvas = canvas_jobs(parts, answers.status_queries)
    for name, interval, work in chain(exclusive_jobs(parts, subscriptions, owners), canvas):
        yield Job(name, interval, partial(jobs.start, name, work))
    yield Job("prune_workflows", timedelta(minutes=10), lambda _tick: prune_workflows())
    yield Job("prune_tables", timedelta(hours=6), lambda _tick: prune_tables(parts))
    sweeps = {
        ("request",): partial(reconcile_lagging, parts.ports),
        ("incident", "storm"): partial(notify_lagging, notifications),
        ("access_request",): partial(open_lagging_access_tickets, answers.access_ports),
        ("access_question",): partial(deliver_lagging_questions, access.ports),
        ("unowned_list",): partial(redraw_unowned_lists, answers.unowned_lists),
        ("step_run",): partial(advance_lagging_runs, steps),
    }
    yield Job("reconcile_lagging", timedelta(seconds=10), lambda _tick: sweep_lagging(parts, sweeps))
    digest_ports = answers.digest_queue.ports()
    yield Job("publish_due_digests", timedelta(seconds=60), lambda _tick: publish_due_digests(digest_ports))


def exclusive_jobs(
    parts: Container, subscriptions: SubscriptionsModule, owners: OwnerModule
) -> Iterator[tuple[str, timedelta, Callable[[], None]]]:
    """Yield the jobs that one process runs for each tick."""
    ports = parts.ports
    yield "propose_mutes", timedelta(seconds=60), subscriptions.propose_mutes
    yield "apply_ticket_decisions", timedelta(seconds=60), partial(apply_ticket_decisions, ports, parts.foreign_items)
    yield "expire", timedelta(hours=1), partial(expire_undecided, ports)
    yield "notice_departures", timedelta(hours=1), partial(notice_departures, ports)
    yield "notice_departed_owners", timedelta(hours=1), partial(notice_departed_owners, owners.ports)
    yield "refresh_catalog", timedelta(hours=1), partial(refresh_catalog, ports)


def start_polls(parts: Container, jobs: ExclusiveJobs, tick: str) -> None:
    """Poll each group, unless polling is throttled."""
    throttle = parts.fivetran.throttle
    throttle.adapt()
    for group in filter(throttle.allows, parts.settings.groups):
        jobs.start(f"poll_group {group}", partial(poll_group, group, parts.ports), tick)


def poll(parts: Container, jobs: ExclusiveJobs, group_id: str) -> None:
    """Poll a group now. One poll at a time for each: two that overlap would report the same changes."""
    jobs.run(f"poll_group {group_id}", partial(poll_group, group_id, parts.ports))


def check_slack_token(parts: Container) -> None:
    """Ask Slack who we are. The client records a rejected token; anything else proves nothing."""
    with suppress(DeskError):
        parts.slack.client.call("auth_test")


def resume_silent(parts: Container) -> None:
    """Show that this process is alive, and resume the work of those that went silent."""
    heartbeats = parts.stores.heartbeats
    was_shared = heartbeats.is_name_shared()
    heartbeats.record()
    resume_dead(heartbeats, heartbeats.find_silent())
    if heartbeats.is_name_shared() and not was_shared:
        log.warning("two processes have the same name", process=parts.settings.name)


def resume_dead(heartbeats: HeartbeatStore, instances: Sequence[str]) -> None:
    """Resume the work of processes that are dead."""
    for instance in instances:
        log.warning("a process went silent", process=instance, resumed=resume(instance))
        heartbeats.forget(instance)


def sweep_lagging(parts: Container, sweeps: Mapping[tuple[str, ...], Callable[[], None]]) -> None:
    """Run the sweeps whose tables have rows that are out of sync and due."""
    due = lagging_tables(parts.database, parts.clock)
    run_sweeps([sweep for tables, sweep in sweeps.items() if not due.isdisjoint(tables)])


def run_sweeps(sweeps: Sequence[Callable[[], None]]) -> None:
    """Run each sweep over what is out of sync. A failed sweep doesn't stop the others."""
    for sweep in sweeps:
        try:
            sweep()
        except DeskError as failure:
            log.warning("sweep delayed", reason=failure.message)
        except Exception:
            log.exception("sweep failed")
