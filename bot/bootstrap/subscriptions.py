"""Who hears what: what is connected to what. A part of the composition root."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz import fuzz

from bot.bootstrap.core import Parts
from bot.durable import engine
from bot.queries.answerer import Answerer
from bot.slack.budget_messages import SlackNotes
from bot.slack.channels import SlackRooms
from bot.slack.poster import Poster
from bot.store.ledger import LedgerStore
from bot.store.preferences import AudienceStore
from workflows.answers.ports import Rights
from workflows.reporting.snapshot import EVERYBODY, Facts
from workflows.requests.decisions import Press
from workflows.subscriptions import commands, mutes, overview
from workflows.subscriptions.ports import House, SubscriberDesk


@dataclass(frozen=True)
class Records:
    """Fulfils `workflows.subscriptions.ports.Records`."""

    answerer: Answerer

    def facts(self, asker: str | None) -> Facts:
        return self.answerer.facts(asker)

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        known = {one.id: one.name for one in self.facts(None).seen_by(EVERYBODY).connections}
        return {one: known[one] for one in connection_ids if one in known}


@dataclass(frozen=True)
class Subscribing:
    """Fulfils `bot.slack.context.Subscribers`: what people say is done at once, a mute durably."""

    desk: SubscriberDesk
    house: House

    def subscribe(self, typed: str, press: Press) -> str:
        return commands.subscribe(typed, press, self.desk, self.house)

    def unsubscribe(self, typed: str, press: Press) -> str:
        return commands.unsubscribe(typed, press, self.desk, self.house)

    def quieten(self, typed: str, press: Press) -> str:
        return commands.quieten(typed, press, self.desk, self.house)

    def limit(self, typed: str, press: Press) -> str:
        return commands.limit(typed, press, self.desk, self.house)

    def standings(self, press: Press) -> list[overview.Standing]:
        return overview.standings(press, self.desk, self.house)

    def drop(self, audience: str, key: str, press: Press) -> None:
        commands.drop(audience, key, press, self.desk, self.house)

    def unmute(self, audience: str, connection_id: str, press: Press) -> None:
        mutes.unmute(audience, connection_id, press, self.desk, self.house)

    def mute(self, click: str, connection_id: str, press: Press) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        engine.put(engine.CLICKS, f"mute:{click}", "mute", connection_id, press)

    def register(self) -> None:
        """Make workflows of it."""
        quick = engine.checkpointed(self.desk, {})
        patient = engine.checkpointed(self.desk, dict(engine.PATIENT))
        engine.register("attend", partial(mutes.attend, desk=quick, house=self.house))
        engine.register("mute", partial(mutes.mute, desk=patient, house=self.house))


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
