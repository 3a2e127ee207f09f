"""Wire the digests."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from bot.bootstrap.core import Container
from bot.durable.digest_queue import DbosDigestQueue
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.slack.digest_messages import SlackDigestChannels
from bot.store.digest_schedules import DigestScheduleStore
from bot.store.incident_queries import IncidentQueries
from bot.store.sync_runs import SyncRunStore
from workflows.digests.content import build_digest
from workflows.digests.delivery import (
    DigestPolicy,
    DigestPorts,
    publish_digest,
    publish_digest_now,
)
from workflows.digests.model import Digest
from workflows.digests.schedule import Recurrence, local_days, parse_recurrence
from workflows.monitoring.freshness import CADENCE_MIN_RUNS
from workflows.ports import Messenger
from workflows.reporting.snapshot import Snapshot

CHART_DAYS = 7


def build_stored_digest(
    load_snapshot: Callable[[str | None], Snapshot],
    sync_runs: SyncRunStore,
    incidents: IncidentQueries,
    recurrence: Recurrence,
    since: datetime,
) -> Digest:
    """Build a digest from the database."""
    snapshot = load_snapshot(None)
    days = local_days(recurrence, snapshot.now, CHART_DAYS)
    summary = sync_runs.summarize(since, snapshot.now, days)
    return build_digest(snapshot, summary, incidents.open_since(since), since)


def build_digests(container: Container, load_snapshot: Callable[[str | None], Snapshot]) -> DbosDigestQueue:
    """Build the digests from the container; `load_snapshot` returns everything that is stored."""
    settings, database, clock = container.settings, container.database, container.clock
    default = parse_recurrence(settings.digest) if settings.digest != "off" else None
    policy = DigestPolicy(settings.slack_channel, settings.ids("superusers"))
    sync_runs = SyncRunStore(database, settings.thresholds[CADENCE_MIN_RUNS])
    queue = DbosDigestQueue(clock, policy, lambda: ports)
    ports = DigestPorts(
        clock=clock,
        directory=container.slack.directory,
        schedules=DigestScheduleStore(database, settings.slack_channel, default),
        build=partial(build_stored_digest, load_snapshot, sync_runs, IncidentQueries(database)),
        channels=SlackDigestChannels(container.slack.channels, container.slack.poster),
        queue=queue,
    )
    return queue


def register_digest_workflows(ports: DigestPorts, messenger: Messenger) -> None:
    """Register the workflows that digests need."""
    register_jobs(publish_digest, ports=ports)
    register_clicks(messenger, ports, publish_digest_now)
