"""Digests: who gets which, and what they are made of. A part of the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.bootstrap.core import Container
from bot.durable import engine
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
DIGEST_ID_PERIOD = timedelta(minutes=10)
"""A digest that could not be posted has used up its workflow's id; so much later the id differs."""


@dataclass(frozen=True)
class StoredDigestBuilder:
    """Fulfils `workflows.digests.delivery.Survey`."""

    snapshot: Callable[[], Snapshot]
    sync_runs: SyncRunStore
    incidents: IncidentQueries

    def build(self, rhythm: Recurrence, since: datetime) -> Digest:
        facts = self.snapshot()
        record = self.sync_runs.summarize(since, facts.now, local_days(rhythm, facts.now, CHART_DAYS))
        return build_digest(facts, record, self.incidents.open_since(since), since)


@dataclass(frozen=True)
class DbosDigestQueue:
    """Fulfils `workflows.digests.delivery.DigestAgenda` and `bot.slack.context.Digests`."""

    clock: Clock
    policy: DigestPolicy
    ports: Callable[[], DigestPorts]

    def enqueue(self, wish: DigestSchedule) -> None:
        due, period = (
            int(wish.due_at.timestamp()),
            int(self.clock.now().timestamp() // DIGEST_ID_PERIOD.seconds),
        )
        name = f"publish:{wish.recipient}:{due}:{period}"
        engine.enqueue(
            engine.CHANNEL_QUEUE, name, "publish", wish.recipient, wish.due_at, partition=wish.recipient
        )

    def set_schedule(self, typed: str, press: Actor) -> str:
        """Somebody sets how often a digest comes where they are."""
        return configure_digest(typed, press, self.policy, self.ports())

    def publish_now(self, click: str, press: Actor) -> None:
        """Somebody wants one now; `click` identifies the wish, however often it is delivered."""
        audience = authorize_digest_now(press, self.policy, self.ports())
        engine.enqueue(
            engine.CHANNEL_QUEUE, f"digest-now:{click}", "publish_now", click, audience, partition=audience
        )


def build_digests(parts: Container, facts: Callable[[str | None], Snapshot]) -> DbosDigestQueue:
    """Put it together; `facts` knows everything that the database does."""
    settings, database, clock = parts.settings, parts.database, parts.clock
    usual = parse_recurrence(settings.digest) if settings.digest != "off" else None
    bounds = DigestPolicy(settings.slack_channel, settings.ids("superusers"))
    agenda = DbosDigestQueue(clock, bounds, lambda: desk)
    desk = DigestPorts(
        clock=clock,
        directory=parts.directory,
        schedules=DigestScheduleStore(database, settings.slack_channel, usual),
        builder=StoredDigestBuilder(
            partial(facts, None),
            SyncRunStore(database, settings.alert_cadence_min_runs),
            IncidentQueries(database),
        ),
        channels=SlackDigestChannels(parts.slack, Poster(parts.slack, LedgerStore(database, clock))),
        queue=agenda,
    )
    return agenda


def register_digest_workflows(desk: DigestPorts) -> None:
    """Make workflows of what digests set going."""
    quick, patient = (
        engine.checkpoint_ports(desk, {}),
        engine.checkpoint_ports(desk, dict(engine.CLICK_STEP_RETRIES)),
    )
    for job in (publish_digest, publish_due_digests):
        engine.register_workflow(job.__name__, partial(job, ports=quick))
    engine.register_workflow(publish_digest_now.__name__, partial(publish_digest_now, ports=patient))
