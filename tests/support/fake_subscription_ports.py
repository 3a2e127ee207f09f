"""Incidents of a Monday morning, and all subscription ports in memory."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rapidfuzz import fuzz

from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_account import facts
from tests.support.sample_data import MONDAY
from workflows.errors import DeskError, Refused
from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.storms import Storm
from workflows.permissions import Actor
from workflows.ports import HomeWorkspace, Person, RenderedMessage
from workflows.reporting.snapshot import Snapshot
from workflows.requests.mirrors import Message
from workflows.subscriptions.notification_budget import MuteProposal
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts
from workflows.subscriptions.preferences import Preferences

HOME, OTHER = "C0FIVETRAN", "C0DATAHELP"
CONFIG = SubscriptionConfig(HOME, 50, fuzz.ratio)


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
        facts={"failures": 2},
        opened_at=MONDAY + timedelta(minutes=30),
    )
    return known.evolve(**facts)


def a_storm(**facts: object) -> Storm:
    """Five connections fail at once: Stripe's two, Jira, Zoom, and Ada's Salesforce."""
    known = Storm(
        id="storm-5741bc",
        group_id="prod",
        group_name="Fivetran_Prod",
        family="outage",
        opened_at=MONDAY + timedelta(minutes=30),
        last_joined_at=MONDAY + timedelta(minutes=40),
        connection_ids=("duel_salutation", "jira_otter", "zoom_otter"),
        service_ids=("jira", "stripe", "zoom"),
        owner_ids=("U0ADA",),
    )
    return known.evolve(**facts)


def actor(by: str, channel: str = OTHER) -> Actor:
    """An actor from their own workspace."""
    return Actor(by, PEOPLE[by].team_id, channel)


@dataclass
class SubscriptionWorld:
    """All subscription ports in memory."""

    wishes: dict[str, Preferences] = field(default_factory=dict)
    told: list[tuple[str, str | None]] = field(default_factory=list)
    """Audience and connection of each post of this week."""
    time: datetime = MONDAY
    approvers_: frozenset[str] = frozenset({"U0BO", "U0CLEO"})
    demoted_lately: frozenset[str] = frozenset()
    """Approvers who left their group; only a fresh answer shows that."""
    unfit: dict[str, str] = field(default_factory=dict)
    """Channel → why it cannot be told anything."""
    trouble: list[DeskError] = field(default_factory=list)
    """What goes wrong when something is posted, one after the other."""
    happened: list[str] = field(default_factory=list)
    announced: list[str] = field(default_factory=list)
    """Changes that are shown to a channel."""
    renders: int = 0
    reads: int = 0
    """How often everything that is known was read."""

    def desk(self) -> SubscriptionPorts:
        """All ports are this world."""
        return SubscriptionPorts(*[self] * 10)  # type: ignore[arg-type]  # one object plays all parts

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        self.announced.append(f"{channel}: {text}")

    def post_change(self, key: str, channel: str, text: str) -> None:
        self.require_postable(channel)
        self.happened.append(f"change {key} in {channel}: {text}")

    def now(self) -> datetime:
        return self.time

    # people and rights

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return PEOPLE[user_id]

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return self.approvers_ - (self.demoted_lately if fresh else frozenset())

    def is_superuser(self, user_id: str, *, fresh: bool = False) -> bool:
        return user_id in self.approvers_

    # audiences

    def get(self, audience: str) -> Preferences:
        return self.wishes.get(audience, Preferences(audience))

    def of(self, audiences: Collection[str]) -> Mapping[str, Preferences]:
        return {one: self.get(one) for one in audiences}

    def update(self, audience: str, how: Callable[[Preferences], Preferences]) -> Preferences:
        self.wishes[audience] = how(self.get(audience))
        return self.wishes[audience]

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        return [one for one in self.wishes.values() if one.unreachable and not one.unreachable.is_notified]

    def count_posts_by_connection(self, audience: str, since: datetime) -> Mapping[str | None, int]:
        return Counter(about for where, about in self.told if where == audience)

    def count_posts_by_recipient(self, since: datetime) -> Mapping[str, int]:
        return Counter(where for where, _about in self.told)

    # what is known, and the channels

    def snapshot_of(self, connection_ids: Collection[str]) -> Snapshot:
        self.reads += 1
        return facts().filter(lambda one: one.id in connection_ids)

    def snapshot_about(
        self, subjects: Sequence[str], *, suggests: bool = False, with_namesakes: bool = False
    ) -> Snapshot:
        self.reads += 1
        return facts()

    def require_postable(self, channel: str) -> None:
        if channel in self.unfit:
            raise Refused(self.unfit[channel])

    def timezone_of(self, user_id: str) -> str:
        return "Europe/London"

    # what is said

    def render_proposal(self, preferences: Preferences) -> RenderedMessage:
        self.renders += 1
        proposal = preferences.mute_proposal
        names = [one.name for one in proposal.connections] if proposal else []
        week = proposal.week_start if proposal else None
        return RenderedMessage(f"{names} {week}: {len(preferences.mutes)} muted", [])

    def post_proposal(self, recipient: str, proposal: MuteProposal, rendered: RenderedMessage) -> Message:
        if self.trouble:
            raise self.trouble.pop(0)
        self.happened.append(f"proposal in {recipient},{rendered.text.split(':')[-1]}")
        return proposal.message or Message(recipient, "1.0")

    def notify_channel_unavailable(self, preferences: Preferences, maker: str) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        self.happened.append(f"{maker} told of {preferences.recipient}")

    def send_private(self, channel: str, user_id: str, words: str) -> None:
        self.happened.append(f"{user_id} gets: {words}")
