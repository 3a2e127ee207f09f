"""Wire the digests."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.bootstrap.core import Container
from bot.durable.digest_queue import DbosDigestQueue
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.queries.answerer import Answerer
from bot.slack.digest_messages import SlackDigestChannels
from bot.store.digest_rows import DigestRows
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

CHART_DAYS = 7


def build_stored_digest(
    answerer: Answerer,
    rows: DigestRows,
    sync_runs: SyncRunStore,
    incidents: IncidentQueries,
    recurrence: Recurrence,
    since: datetime,
) -> Digest:
    """Build a digest from the database. It reads what the digest can name, and counts the rest."""
    now = answerer.clock.now()
    summary = sync_runs.summarize(since, now, local_days(recurrence, now, CHART_DAYS))
    open_then = incidents.open_since(since)
    bare = answerer.bare_snapshot()
    found = rows.find(since, now, bare.thresholds, bare.environments)
    ids = {*found.connection_ids, *(one.connection_id for one in open_then), *(one for one, _ in summary.slowest)}
    snapshot = replace(answerer.snapshot_of(ids, found.requests), now=now)
    return build_digest(snapshot, summary, open_then, since, found.counts)


def build_digests(container: Container, answerer: Answerer) -> DbosDigestQueue:
    """Build the digests from the container."""
    settings, database, clock = container.settings, container.database, container.clock
    default = parse_recurrence(settings.digest) if settings.digest != "off" else None
    policy = DigestPolicy(settings.slack_channel, settings.ids("superusers"))
    sync_runs = SyncRunStore(database, settings.thresholds[CADENCE_MIN_RUNS])
    queue = DbosDigestQueue(clock, policy, lambda: ports)
    ports = DigestPorts(
        clock=clock,
        directory=container.slack.directory,
        schedules=DigestScheduleStore(database, settings.slack_channel, default),
        build=partial(build_stored_digest, answerer, DigestRows(database), sync_runs, IncidentQueries(database)),
        channels=SlackDigestChannels(container.slack.channels, container.slack.poster),
        queue=queue,
    )
    return queue


def register_digest_workflows(ports: DigestPorts, messenger: Messenger) -> None:
    """Register the workflows that digests need."""
    register_jobs(publish_digest, ports=ports)
    register_clicks(messenger, ports, publish_digest_now)
