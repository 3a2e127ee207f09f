"""Digests: who gets which, and what they are made of. A part of the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot import engine
from bot.app import Parts
from bot.slack.digests import DigestBoard
from bot.slack.posting import Poster
from bot.store.breakdowns import BreakdownStore
from bot.store.ledger import LedgerStore
from bot.store.runs import RunStore
from bot.store.wishes import WishStore
from workflows.decide import Press
from workflows.digest import Digest, digest_of
from workflows.facts import Facts
from workflows.ports import Clock
from workflows.publish import (
    Bounds,
    DigestDesk,
    Wish,
    choose,
    may_see_now,
    publish,
    publish_due,
    publish_now,
)
from workflows.timing import Rhythm, local_days, rhythm_of

CHART_DAYS = 7
RETRY_AFTER = timedelta(minutes=10)
"""A digest that could not be posted has used up its workflow's id; so much later the id differs."""


@dataclass(frozen=True)
class Surveyor:
    """Fulfils `workflows.publish.Survey`."""

    facts: Callable[[], Facts]
    runs: RunStore
    breakdowns: BreakdownStore

    def survey(self, rhythm: Rhythm, since: datetime) -> Digest:
        """See `workflows.publish.Survey.survey`."""
        facts = self.facts()
        record = self.runs.record(since, facts.now, local_days(rhythm, facts.now, CHART_DAYS))
        return digest_of(facts, record, self.breakdowns.since(since), since)


@dataclass(frozen=True)
class DigestAgenda:
    """Fulfils `workflows.publish.DigestAgenda` and `bot.slack.front.Digests`."""

    clock: Clock
    bounds: Bounds
    desk: Callable[[], DigestDesk]

    def publish(self, wish: Wish) -> None:
        """See `workflows.publish.DigestAgenda.publish`."""
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
