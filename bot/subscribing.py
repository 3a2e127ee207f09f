"""Who hears what: what is connected to what. A part of the composition root."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from bot import engine
from bot.answering import Answerer
from bot.app import Parts
from bot.slack.notes import SlackNotes
from bot.slack.posting import Poster
from bot.slack.rooms import SlackRooms
from bot.store.audiences import AudienceStore
from bot.store.ledger import LedgerStore
from workflows import muting, standing, subscribing
from workflows.asking import Rights
from workflows.decide import Press
from workflows.facts import EVERYBODY, Facts
from workflows.subscribers import House, SubscriberDesk


@dataclass(frozen=True)
class Records:
    """Fulfils `workflows.subscribers.Records`."""

    answerer: Answerer

    def facts(self, asker: str | None) -> Facts:
        """See `workflows.subscribers.Records.facts`."""
        return self.answerer.facts(asker)

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        """See `workflows.subscribers.Records.public_names`."""
        known = {one.id: one.name for one in self.facts(None).seen_by(EVERYBODY).connections}
        return {one: known[one] for one in connection_ids if one in known}


@dataclass(frozen=True)
class Subscribing:
    """Fulfils `bot.slack.front.Subscribers`: what people say is done at once, a mute durably."""

    desk: SubscriberDesk
    house: House

    def subscribe(self, typed: str, press: Press) -> str:
        """See `workflows.subscribing.subscribe`."""
        return subscribing.subscribe(typed, press, self.desk, self.house)

    def unsubscribe(self, typed: str, press: Press) -> str:
        """See `workflows.subscribing.unsubscribe`."""
        return subscribing.unsubscribe(typed, press, self.desk, self.house)

    def quieten(self, typed: str, press: Press) -> str:
        """See `workflows.subscribing.quieten`."""
        return subscribing.quieten(typed, press, self.desk, self.house)

    def limit(self, typed: str, press: Press) -> str:
        """See `workflows.subscribing.limit`."""
        return subscribing.limit(typed, press, self.desk, self.house)

    def standings(self, press: Press) -> list[standing.Standing]:
        """See `workflows.standing.standings`."""
        return standing.standings(press, self.desk, self.house)

    def drop(self, audience: str, key: str, press: Press) -> None:
        """See `workflows.subscribing.drop`."""
        subscribing.drop(audience, key, press, self.desk, self.house)

    def unmute(self, audience: str, connection_id: str, press: Press) -> None:
        """See `workflows.muting.unmute`."""
        muting.unmute(audience, connection_id, press, self.desk, self.house)

    def mute(self, click: str, connection_id: str, press: Press) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        engine.put(engine.CLICKS, f"mute:{click}", "mute", connection_id, press)

    def register(self) -> None:
        """Make workflows of it."""
        quick = engine.checkpointed(self.desk, {})
        patient = engine.checkpointed(self.desk, dict(engine.PATIENT))
        engine.register("attend", partial(muting.attend, desk=quick, house=self.house))
        engine.register("mute", partial(muting.mute, desk=patient, house=self.house))


def subscribers(parts: Parts, answerer: Answerer, rights: Rights) -> Subscribing:
    """Put it together."""
    desk = SubscriberDesk(
        clock=parts.clock,
        people=parts.directory,
        rights=rights,
        audiences=AudienceStore(parts.database),
        records=Records(answerer),
        rooms=SlackRooms(parts.slack),
        notes=SlackNotes(Poster(parts.slack, LedgerStore(parts.database, parts.clock))),
        announcer=parts.desk.announcer,
    )
    house = House(parts.settings.slack_channel, parts.settings.alert_budget, fuzz.ratio)
    return Subscribing(desk, house)
