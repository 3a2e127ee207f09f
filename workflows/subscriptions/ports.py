"""What changing who hears what needs from the world, and who may change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.answers.ports import Rights
from workflows.errors import Refused
from workflows.permissions import Person, must_be_colleague
from workflows.ports import Clock, People
from workflows.reporting.name_lookup import Similar
from workflows.reporting.snapshot import Asker, Facts
from workflows.requests.decisions import Press
from workflows.requests.model import Message
from workflows.requests.ports import Announcer
from workflows.subscriptions.model import is_person
from workflows.subscriptions.preferences import Preferences


class Audiences(Protocol):
    """What channels and people want to hear, and how much they were told."""

    def get(self, audience: str) -> Preferences:
        """What an audience wants; somebody who never said anything wants nothing special."""
        ...

    def change(self, audience: str, how: Callable[[Preferences], Preferences]) -> Preferences:
        """Let it want something else. What waits to be told is looked at again."""
        ...

    def shut_out(self) -> Sequence[Preferences]:
        """Those whose conversation is closed to us, and nobody has been told of that yet."""
        ...

    def posts(self, audience: str, since: datetime) -> Mapping[str | None, int]:
        """How often it was told since then: connection id → posts; None for those about many at once."""
        ...

    def told_since(self, since: datetime) -> Mapping[str, int]:
        """Audience → posts since then, of all that were told anything."""
        ...


class Records(Protocol):
    """What is known."""

    def facts(self, asker: str | None) -> Facts:
        """Everything, whoever may hear of it."""
        ...

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        """Names of those of these connections that everybody may know of, by id."""
        ...


class Rooms(Protocol):
    """The channels of Slack."""

    def must_suit(self, channel: str) -> None:
        """`Refused` unless we can post there, and only people of this workspace would read it."""
        ...

    def zone_of(self, user_id: str) -> str:
        """The time zone on the clock of a person."""
        ...


class Notes(Protocol):
    """What is said about telling itself."""

    def propose(self, audience: str, preferences: Preferences) -> Message:
        """Post the proposal, once for each week, or make the posted one agree with what was muted since."""
        ...

    def digest(self, preferences: Preferences) -> str:
        """Changes exactly when the proposal would look different."""
        ...

    def tell_shut_out(self, preferences: Preferences, maker: str) -> None:
        """Tell whoever made subscriptions that they wait, once."""
        ...


@dataclass(frozen=True)
class SubscriberDesk:
    """All ports together."""

    clock: Clock
    people: People
    rights: Rights
    audiences: Audiences
    records: Records
    rooms: Rooms
    notes: Notes
    announcer: Announcer


@dataclass(frozen=True)
class House:
    """What an operator decides."""

    home: str
    """The channel that hears everything by default."""
    budget: int
    """Posts a week, where a channel has not said otherwise."""
    similar: Similar


def audience_of(press: Press, to_me: bool | None = None) -> str:
    """Who is to hear: whoever reads where this was typed, unless it says otherwise."""
    private = press.channel.startswith("D")
    return press.by if private or to_me else press.channel


def may_change(audience: str, press: Press, desk: SubscriberDesk, house: House) -> Person:
    """The person, if they may say what this audience hears; else `Refused`, in words for them."""
    if press.team_id != desk.people.home():
        must_be_colleague(Person(press.by, press.by, press.team_id), desk.people.home())
    person = desk.people.who(press.by)
    must_be_colleague(person, desk.people.home())
    if is_person(audience) and audience != person.id:
        raise Refused("Only they can say what they want to hear.")
    if audience == house.home and person.id not in desk.people.approvers():
        raise Refused(
            "What this channel hears is for the approvers to say. "
            "For yourself you can: add “to me”, or type it in a direct message to me."
        )
    return person


def asker_of(press: Press, desk: SubscriberDesk) -> Asker:
    """This person, with what they may know."""
    return Asker(press.by, desk.rights.sees_all(press.by))


def known_to(press: Press, desk: SubscriberDesk) -> Facts:
    """What this person may know of."""
    return desk.records.facts(press.by).seen_by(asker_of(press, desk))


def budget_of(preferences: Preferences, house: House) -> int:
    """Posts a week."""
    return house.budget if preferences.budget is None else preferences.budget


def was_proposed(preferences: Preferences, week: datetime) -> bool:
    """Whether something was proposed in this week already."""
    return preferences.proposal is not None and preferences.proposal.week >= week
