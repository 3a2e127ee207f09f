"""What changing who hears what needs from the world, and who may change it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.answers.ports import Rights
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Clock, Directory, Person
from workflows.reporting.name_lookup import Scorer
from workflows.reporting.snapshot import Snapshot, Viewer
from workflows.requests.model import Message
from workflows.requests.ports import RequestCards
from workflows.subscriptions.model import is_person
from workflows.subscriptions.preferences import Preferences


class RecipientPreferences(Protocol):
    """What channels and people want to hear, and how much they were told."""

    def get(self, recipient: str) -> Preferences:
        """What an audience wants; somebody who never said anything wants nothing special."""
        ...

    def update(self, recipient: str, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Let it want something else. What waits to be told is looked at again."""
        ...

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        """Those whose conversation is closed to us, and nobody has been told of that yet."""
        ...

    def count_posts_by_connection(self, recipient: str, since: datetime) -> Mapping[str | None, int]:
        """How often it was told since then: connection id → posts; None for those about many at once."""
        ...

    def count_posts_by_recipient(self, since: datetime) -> Mapping[str, int]:
        """Audience → posts since then, of all that were told anything."""
        ...


class Snapshots(Protocol):
    """What is known."""

    def load(self, viewer_id: str | None) -> Snapshot:
        """Everything, whoever may hear of it."""
        ...

    def public_names(self, connection_ids: Sequence[str]) -> Mapping[str, str]:
        """Names of those of these connections that everybody may know of, by id."""
        ...


class Channels(Protocol):
    """The channels of Slack."""

    def require_postable(self, channel: str) -> None:
        """`Refused` unless we can post there, and only people of this workspace would read it."""
        ...

    def timezone_of(self, user_id: str) -> str:
        """The time zone on the clock of a person."""
        ...


class BudgetMessages(Protocol):
    """What is said about telling itself."""

    def post_proposal(self, recipient: str, preferences: Preferences) -> Message:
        """Post the proposal, once for each week, or make the posted one agree with what was muted since."""
        ...

    def fingerprint(self, preferences: Preferences) -> str:
        """Changes exactly when the proposal would look different."""
        ...

    def notify_channel_unavailable(self, preferences: Preferences, creator: str) -> None:
        """Tell whoever made subscriptions that they wait, once."""
        ...


@dataclass(frozen=True)
class SubscriptionPorts:
    """All ports together."""

    clock: Clock
    directory: Directory
    rights: Rights
    preferences: RecipientPreferences
    snapshots: Snapshots
    channels: Channels
    budget_messages: BudgetMessages
    messenger: RequestCards


@dataclass(frozen=True)
class SubscriptionConfig:
    """What an operator decides."""

    home_channel: str
    """The channel that hears everything by default."""
    default_budget: int
    """Posts a week, where a channel has not said otherwise."""
    similarity: Scorer


def subscription_recipient(actor: Actor, to_me: bool | None = None) -> str:
    """Who is to hear: whoever reads where this was typed, unless it says otherwise."""
    private = actor.channel.startswith("D")
    return actor.user_id if private or to_me else actor.channel


def authorize_change(
    recipient: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> Person:
    """The person, if they may say what this audience hears; else `Refused`, in words for them."""
    person = require_member(actor, ports.directory)
    if is_person(recipient) and recipient != person.id:
        raise Refused("Only they can say what they want to hear.")
    if recipient == config.home_channel and person.id not in ports.directory.approvers():
        raise Refused(
            "What this channel hears is for the approvers to say. "
            "For yourself you can: add “to me”, or type it in a direct message to me."
        )
    return person


def viewer_of(actor: Actor, ports: SubscriptionPorts) -> Viewer:
    """This person, with what they may know."""
    return Viewer(actor.user_id, ports.rights.is_superuser(actor.user_id))


def load_visible_snapshot(actor: Actor, ports: SubscriptionPorts) -> Snapshot:
    """What this person may know of."""
    return ports.snapshots.load(actor.user_id).visible_to(viewer_of(actor, ports))


def effective_budget(preferences: Preferences, config: SubscriptionConfig) -> int:
    """Posts a week."""
    return config.default_budget if preferences.weekly_budget is None else preferences.weekly_budget


def has_proposal(preferences: Preferences, week_start: datetime) -> bool:
    """Whether something was proposed in this week already."""
    return preferences.mute_proposal is not None and preferences.mute_proposal.week_start >= week_start
