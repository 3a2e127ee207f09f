"""What breaks on Monday morning, and a world in memory in which people say what they want to hear."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_account import facts
from tests.support.sample_data import MONDAY
from workflows.errors import Failure, Refused
from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.permissions import Person
from workflows.reporting.snapshot import EVERYBODY, Facts
from workflows.requests.decisions import Press
from workflows.requests.model import Message
from workflows.subscriptions.ports import House, SubscriberDesk
from workflows.subscriptions.preferences import Preferences

HOME, OTHER = "C0FIVETRAN", "C0DATAHELP"
HOUSE = House(HOME, 50, fuzz.ratio)


def an_incident(**facts: object) -> Incident:
    """Stripe's syncs fail since half past nine on Monday."""
    known = Incident(
        id="5741bc",
        condition=Condition.FAILING,
        severity=Severity.WARNING,
        connection_id="duel_salutation",
        group_id="prod",
        group_name="Fivetran_Prod",
        service="stripe",
        name="stripe",
        why="Its last 2 runs failed.",
        opened_at=MONDAY + timedelta(minutes=30),
    )
    return known.but(**facts)


def a_storm(**facts: object) -> Storm:
    """Five connections fail at once: Stripe's two, Jira, Zoom, and Ada's Salesforce."""
    known = Storm(
        id="storm-5741bc",
        group_id="prod",
        group_name="Fivetran_Prod",
        family="trouble",
        opened_at=MONDAY + timedelta(minutes=30),
        joined_at=MONDAY + timedelta(minutes=40),
        connection_ids=("duel_salutation", "jira_otter", "zoom_otter"),
        services=("jira", "stripe", "zoom"),
        owners=("U0ADA",),
    )
    return known.but(**facts)


def press(by: str, channel: str = OTHER) -> Press:
    """Somebody does something; the workspace is their own."""
    return Press(by, PEOPLE[by].team_id, channel)


@dataclass
class Listening:
    """Everything that a `SubscriberDesk` needs, in memory."""

    wishes: dict[str, Preferences] = field(default_factory=dict)
    told: list[tuple[str, str | None]] = field(default_factory=list)
    """Audience and connection of each post of this week."""
    time: datetime = MONDAY
    approvers_: frozenset[str] = frozenset({"U0BO", "U0CLEO"})
    unfit: dict[str, str] = field(default_factory=dict)
    """Channel → why it cannot be told anything."""
    trouble: list[Failure] = field(default_factory=list)
    """What goes wrong when something is posted, one after the other."""
    happened: list[str] = field(default_factory=list)
    reads: int = 0
    """How often everything that is known was read."""

    def desk(self) -> SubscriberDesk:
        """All ports are this world."""
        return SubscriberDesk(*[self] * 8)  # type: ignore[arg-type]  # one object plays all eight parts

    def now(self) -> datetime:
        return self.time

    # people and rights

    def who(self, user_id: str) -> Person:
        return PEOPLE[user_id]

    def home(self) -> str:
        return "T0DESK"

    def approvers(self) -> frozenset[str]:
        return self.approvers_

    def sees_all(self, user_id: str) -> bool:
        return user_id in self.approvers_

    # audiences

    def get(self, audience: str) -> Preferences:
        return self.wishes.get(audience, Preferences(audience))

    def change(self, audience: str, how: Callable[[Preferences], Preferences]) -> Preferences:
        self.wishes[audience] = how(self.get(audience))
        return self.wishes[audience]

    def shut_out(self) -> Sequence[Preferences]:
        return [one for one in self.wishes.values() if one.closed and not one.closed.told]

    def posts(self, audience: str, since: datetime) -> Mapping[str | None, int]:
        return Counter(about for where, about in self.told if where == audience)

    def told_since(self, since: datetime) -> Mapping[str, int]:
        return Counter(where for where, _about in self.told)

    # what is known, and the channels

    def facts(self, asker: str | None) -> Facts:
        self.reads += 1
        return facts()

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        known = {one.id: one.name for one in facts().seen_by(EVERYBODY).connections}
        return {one: known[one] for one in connection_ids if one in known}

    def must_suit(self, channel: str) -> None:
        if channel in self.unfit:
            raise Refused(self.unfit[channel])

    def zone_of(self, user_id: str) -> str:
        return "Europe/London"

    # what is said

    def propose(self, audience: str, preferences: Preferences) -> Message:
        if self.trouble:
            raise self.trouble.pop(0)
        assert preferences.proposal is not None
        self.happened.append(f"proposal in {audience}, {len(preferences.mutes)} muted")
        return preferences.proposal.message or Message(audience, "1.0")

    def digest(self, preferences: Preferences) -> str:
        proposal = preferences.proposal and replace(preferences.proposal, message=None, shown="")
        return f"{proposal} {preferences.mutes}"

    def tell_shut_out(self, preferences: Preferences, maker: str) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.happened.append(f"{maker} told of {preferences.audience}")

    def whisper(self, channel: str, user_id: str, words: str) -> None:
        self.happened.append(f"{user_id} hears: {words}")
