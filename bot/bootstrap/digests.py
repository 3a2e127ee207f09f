"""Wire the digests."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.bootstrap.core import Container
from bot.bootstrap.owners import build_proposals
from bot.config.settings import Settings
from bot.durable.digest_queue import DbosDigestQueue
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.queries.answerer import Answerer
from bot.slack.digest_messages import SlackDigestChannels
from bot.slack.unowned_list_messages import SlackUnownedLists
from bot.store.digest_rows import DigestRows
from bot.store.digest_schedules import DigestScheduleStore
from bot.store.incident_queries import IncidentQueries
from bot.store.sync_runs import SyncRunStore
from bot.store.unowned_lists import UnownedListStore
from bot.store.unowned_rows import UnownedRows
from bot.store.waits import WaitRows
from workflows.digests.content import build_digest
from workflows.digests.delivery import (
    DigestPolicy,
    DigestPorts,
    DigestSchedule,
    publish_digest,
    publish_digest_now,
)
from workflows.digests.model import Digest
from workflows.digests.schedule import Recurrence, local_days, parse_recurrence
from workflows.digests.unowned_list import publish_unowned_list
from workflows.digests.unowned_model import UnownedListPorts
from workflows.monitoring.freshness import CADENCE_MIN_RUNS
from workflows.ownership.proposals import propose_owner
from workflows.ports import Messenger
from workflows.reporting.figures import summarize
from workflows.requests.mirrors import Message

CHART_DAYS = 7


def build_stored_digest(
    answerer: Answerer,
    rows: DigestRows,
    sync_runs: SyncRunStore,
    incidents: IncidentQueries,
    waits: WaitRows,
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
    digest = build_digest(snapshot, summary, open_then, since, found.counts)
    return replace(digest, waits=summarize(waits.ended_since(since)))


def build_unowned_lists(container: Container, answerer: Answerer) -> UnownedListPorts:
    """Build the weekly list from the container."""
    settings, database = container.settings, container.database
    groups = [one for one in (settings.fivetran_prod_group, settings.fivetran_dev_group) if one]
    internal = frozenset(name for name, service in answerer.services.items() if service.is_internal)
    return UnownedListPorts(
        clock=container.clock,
        lists=UnownedListStore(database),
        find=UnownedRows(database, groups, container.catalog.sensitive_services(), internal).find,
        snapshot_of=answerer.snapshot_of,
        propose=partial(propose_owner, source=build_proposals(container)),
        messages=SlackUnownedLists(container.slack.poster),
    )


def post_unowned_list(
    settings: Settings, ports: UnownedListPorts, schedule: DigestSchedule, key: str, digest: Message
) -> None:
    """Post the weekly list in the home channel, unless it's switched off."""
    if settings.unowned_list and schedule.recipient == settings.slack_channel:
        publish_unowned_list(schedule, key, digest, ports)


def build_digests(container: Container, answerer: Answerer, unowned: UnownedListPorts) -> DbosDigestQueue:
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
        build=partial(
            build_stored_digest,
            answerer,
            DigestRows(database),
            sync_runs,
            IncidentQueries(database),
            WaitRows(database),
        ),
        channels=SlackDigestChannels(container.slack.channels, container.slack.poster),
        queue=queue,
        post_unowned_list=partial(post_unowned_list, settings, unowned),
    )
    return queue


def register_digest_workflows(ports: DigestPorts, messenger: Messenger) -> None:
    """Register the workflows that digests need."""
    register_jobs(publish_digest, ports=ports)
    register_clicks(messenger, ports, publish_digest_now)
