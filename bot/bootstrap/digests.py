"""Digests: who gets which, and what they are made of. A part of the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.bootstrap.core import Parts
from bot.durable import engine
from bot.slack.digest_messages import DigestBoard
from bot.slack.poster import Poster
from bot.store.digest_schedules import WishStore
from bot.store.incident_queries import BreakdownStore
from bot.store.ledger import LedgerStore
from bot.store.sync_runs import RunStore
from workflows.digests.content import Digest, digest_of
from workflows.digests.delivery import (
    Bounds,
    DigestDesk,
    Wish,
    choose,
    may_see_now,
    publish,
    publish_due,
    publish_now,
)
from workflows.digests.schedule import Rhythm, local_days, rhythm_of
from workflows.ports import Clock
from workflows.reporting.snapshot import Facts
from workflows.requests.decisions import Press

CHART_DAYS = 7
RETRY_AFTER = timedelta(minutes=10)
"""A digest that could not be posted has used up its workflow's id; so much later the id differs."""


@dataclass(frozen=True)
class Surveyor:
    """Fulfils `workflows.digests.delivery.Survey`."""

    facts: Callable[[], Facts]
    runs: RunStore
    breakdowns: BreakdownStore

    def survey(self, rhythm: Rhythm, since: datetime) -> Digest:
        facts = self.facts()
        record = self.runs.record(since, facts.now, local_days(rhythm, facts.now, CHART_DAYS))
        return digest_of(facts, record, self.breakdowns.since(since), since)


@dataclass(frozen=True)
class DigestAgenda:
    """Fulfils `workflows.digests.delivery.DigestAgenda` and `bot.slack.context.Digests`."""

    clock: Clock
    bounds: Bounds
    desk: Callable[[], DigestDesk]

    def publish(self, wish: Wish) -> None:
        due, period = int(wish.due_at.timestamp()), int(self.clock.now().timestamp() // RETRY_AFTER.seconds)
        name = f"publish:{wish.audience}:{due}:{period}"
        engine.put(engine.CHANNEL, name, "publish", wish.audience, wish.due_at, partition=wish.audience)

    def choose(self, typed: str, press: Press) -> str:
        """Somebody sets how often a digest comes where they are."""
        return choose(typed, press, self.bounds, self.desk())

    def now(self, click: str, press: Press) -> None:
        """Somebody wants one now; `click` identifies the wish, however often it is delivered."""
        audience = may_see_now(press, self.bounds, self.desk())
        engine.put(engine.CHANNEL, f"digest-now:{click}", "publish_now", click, audience, partition=audience)


def surveying(parts: Parts, facts: Callable[[str | None], Facts]) -> DigestAgenda:
    """Put it together; `facts` knows everything that the database does."""
    settings, database, clock = parts.settings, parts.database, parts.clock
    usual = rhythm_of(settings.digest) if settings.digest != "off" else None
    bounds = Bounds(settings.slack_channel, settings.ids("superusers"))
    agenda = DigestAgenda(clock, bounds, lambda: desk)
    desk = DigestDesk(
        clock=clock,
        people=parts.directory,
        wishes=WishStore(database, settings.slack_channel, usual),
        survey=Surveyor(
            partial(facts, None),
            RunStore(database, settings.alert_learned_from),
            BreakdownStore(database),
        ),
        board=DigestBoard(parts.slack, Poster(parts.slack, LedgerStore(database, clock))),
        agenda=agenda,
    )
    return agenda


def register(desk: DigestDesk) -> None:
    """Make workflows of what digests set going."""
    quick, patient = engine.checkpointed(desk, {}), engine.checkpointed(desk, dict(engine.PATIENT))
    for job in (publish, publish_due):
        engine.register(job.__name__, partial(job, desk=quick))
    engine.register(publish_now.__name__, partial(publish_now, desk=patient))
