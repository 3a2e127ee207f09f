"""Wire the digests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.durable.click_ports import click_ports
from bot.slack.digest_messages import SlackDigestChannels
from bot.slack.poster import Poster
from bot.store.digest_schedules import DigestScheduleStore
from bot.store.incident_queries import IncidentQueries
from bot.store.ledger import LedgerStore
from bot.store.sync_runs import SyncRunStore
from workflows.digests.content import Digest, build_digest
from workflows.digests.delivery import (
    DigestPolicy,
    DigestPorts,
    DigestSchedule,
    authorize_digest_now,
    configure_digest,
    publish_digest,
    publish_digest_now,
    publish_due_digests,
)
from workflows.digests.schedule import Recurrence, local_days, parse_recurrence
from workflows.permissions import Actor
from workflows.ports import Clock
from workflows.reporting.snapshot import Snapshot

CHART_DAYS = 7
DIGEST_ID_PERIOD_SECONDS = 600


@dataclass(frozen=True)
class StoredDigestBuilder:
    """Build digests from the database."""

    snapshot: Callable[[], Snapshot]
    sync_runs: SyncRunStore
    incidents: IncidentQueries

    def build(self, recurrence: Recurrence, since: datetime) -> Digest:
        snapshot = self.snapshot()
        days = local_days(recurrence, snapshot.now, CHART_DAYS)
        summary = self.sync_runs.summarize(since, snapshot.now, days)
        return build_digest(snapshot, summary, self.incidents.open_since(since), since)


@dataclass(frozen=True)
class DbosDigestQueue:
    """Queue digests with DBOS, and run the digest commands."""

    clock: Clock
    policy: DigestPolicy
    ports: Callable[[], DigestPorts]

    def enqueue(self, schedule: DigestSchedule) -> None:
        """Post the digest that is due."""
        due = f"publish_digest:{schedule.recipient}:{int(schedule.due_at.timestamp())}"
        name = engine.fresh_id(due, self.clock.now(), DIGEST_ID_PERIOD_SECONDS)
        engine.enqueue(
            engine.CHANNEL_QUEUE,
            name,
            "publish_digest",
            schedule.recipient,
            schedule.due_at,
            partition=schedule.recipient,
        )

    def set_schedule(self, text: str, actor: Actor) -> str:
        """Set or show the digest of the actor's channel."""
        return configure_digest(text, actor, self.policy, self.ports())

    def publish_now(self, click_id: str, actor: Actor) -> None:
        """Queue a digest for now, once for each `click_id`, however often Slack delivers the command."""
        recipient = authorize_digest_now(actor, self.policy, self.ports())
        workflow_id = f"digest-now:{click_id}"
        engine.enqueue(
            engine.CHANNEL_QUEUE,
            workflow_id,
            "publish_digest_now",
            click_id,
            recipient,
            partition=recipient,
        )


def build_digests(container: Container, load_snapshot: Callable[[str | None], Snapshot]) -> DbosDigestQueue:
    """Build the digests from the container; `load_snapshot` returns everything that is stored."""
    settings, database, clock = container.settings, container.database, container.clock
    default = parse_recurrence(settings.digest) if settings.digest != "off" else None
    policy = DigestPolicy(settings.slack_channel, settings.ids("superusers"))
    queue = DbosDigestQueue(clock, policy, lambda: ports)
    ports = DigestPorts(
        clock=clock,
        directory=container.directory,
        schedules=DigestScheduleStore(database, settings.slack_channel, default),
        builder=StoredDigestBuilder(
            partial(load_snapshot, None),
            SyncRunStore(database, settings.alert_cadence_min_runs),
            IncidentQueries(database),
        ),
        channels=SlackDigestChannels(
            container.channels, Poster(container.slack, LedgerStore(database, clock))
        ),
        queue=queue,
    )
    return queue


def register_digest_workflows(ports: DigestPorts) -> None:
    """Register the workflows that digests need."""
    for job in (publish_digest, publish_due_digests):
        engine.register_workflow(job.__name__, partial(job, ports=ports))
    engine.register_workflow("publish_digest_now", partial(publish_digest_now, ports=click_ports(ports)))
