"""Ports of the subscription commands, and who can change the preferences of a recipient."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Clock, Directory, Messenger, Person, RenderedMessage, Rights
from workflows.reporting.name_lookup import Scorer
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import Viewer
from workflows.requests.mirrors import Message
from workflows.subscriptions.channel_changes import ChangePosts, ChannelChanges
from workflows.subscriptions.model import is_person
from workflows.subscriptions.notification_budget import MuteProposal
from workflows.subscriptions.preferences import Preferences


class RecipientPreferences(Protocol):
    """The stored preferences of channels and people, and how many posts each got."""

    def get(self, recipient: str) -> Preferences:
        """Return the preferences of a recipient; the defaults if none are stored."""
        ...

    def of(self, recipients: Collection[str]) -> Mapping[str, Preferences]:
        """Return the preferences of these recipients, like `get`. Those that can't be read are logged and left out."""
        ...

    def update(self, recipient: str, change: Callable[[Preferences], Preferences]) -> Preferences:
        """Change preferences atomically. Held messages are checked again."""
        ...

    def unnotified_unreachable(self) -> Sequence[Preferences]:
        """Return unreachable recipients whose subscribers haven't been notified yet."""
        ...

    def count_posts_by_connection(self, recipient: str, since: datetime) -> Mapping[str | None, int]:
        """Return posts since `since` by connection id; the key None counts storms."""
        ...

    def count_posts_by_recipient(self, since: datetime) -> Mapping[str, int]:
        """Return posts since `since` by recipient."""
        ...


class Snapshots(Protocol):
    """What is known about connections, services and requests."""

    def snapshot_of(self, connection_ids: Collection[str]) -> Snapshot:
        """Return these connections, without access checks, and the requests that say who can see them."""
        ...

    def snapshot_about(
        self, subjects: Sequence[str], *, suggests: bool = False, with_namesakes: bool = False
    ) -> Snapshot:
        """Return what the subjects can refer to, without access checks.

        `suggests` adds connections with similar names if nothing matches, `with_namesakes` those of the same name.
        """
        ...


class Channels(Protocol):
    """Slack's channels and people's time zones."""

    def require_postable(self, channel: str) -> None:
        """Raise `Refused` unless the bot can post there and only this workspace reads there."""
        ...

    def timezone_of(self, user_id: str) -> str:
        """Return the name of a person's time zone."""
        ...


class BudgetMessages(Protocol):
    """Messages about notifications themselves."""

    def render_proposal(self, preferences: Preferences) -> RenderedMessage:
        """Render the last proposal, with what was muted since."""
        ...

    def post_proposal(self, recipient: str, proposal: MuteProposal, rendered: RenderedMessage) -> Message:
        """Post the proposal once a week, or edit the posted one, or replace it if it can't be edited any more."""
        ...

    def notify_channel_unavailable(self, preferences: Preferences, creator: str) -> None:
        """Notify `creator` once that their subscriptions in this channel are paused."""
        ...


@dataclass(frozen=True)
class SubscriptionPorts:
    """All ports of the subscription commands."""

    clock: Clock
    directory: Directory
    rights: Rights
    preferences: RecipientPreferences
    snapshots: Snapshots
    channels: Channels
    budget_messages: BudgetMessages
    messenger: Messenger
    changes: ChannelChanges
    change_posts: ChangePosts


@dataclass(frozen=True)
class SubscriptionConfig:
    """Settings of the operator."""

    home_channel: str
    """The channel that is subscribed to everything by default."""
    default_budget: int
    """Posts a week, unless a channel sets its own."""
    similarity: Scorer


FOR_YOURSELF = "To subscribe yourself, add “to me” or send me a direct message."


def authorize_change(
    recipient: str,
    actor: Actor,
    ports: SubscriptionPorts,
    config: SubscriptionConfig,
    what: str = "subscriptions",
    instead: str = FOR_YOURSELF,
) -> Person:
    """Return the actor as a person. Raises `Refused` if they can't change the preferences of this recipient.

    The words name what they wanted to change, and what they can do instead.
    """
    person = require_member(actor, ports.directory)
    if is_person(recipient) and recipient != person.id:
        raise Refused("You can't change the subscriptions of another person.")
    if recipient == config.home_channel and person.id not in ports.directory.approvers(fresh=True):
        raise Refused(f"Only approvers can change the {what} of this channel. {instead}".strip())
    return person


def viewer_of(actor: Actor, ports: SubscriptionPorts) -> Viewer:
    """Return the actor as a viewer of the snapshot."""
    return Viewer(actor.user_id, ports.rights.is_superuser(actor.user_id))


def load_visible_snapshot(subject: str, actor: Actor, ports: SubscriptionPorts) -> Snapshot:
    """Return what the subject can refer to, as far as the actor has access to it."""
    snapshot = ports.snapshots.snapshot_about([subject], suggests=True, with_namesakes=True)
    return snapshot.visible_to(viewer_of(actor, ports))


def effective_budget(preferences: Preferences, config: SubscriptionConfig) -> int:
    """Return the weekly budget of a recipient, in posts."""
    return config.default_budget if preferences.weekly_budget is None else preferences.weekly_budget


def has_proposal(preferences: Preferences, week_start: datetime) -> bool:
    """Return whether mutes were proposed in this week already."""
    return preferences.mute_proposal is not None and preferences.mute_proposal.week_start >= week_start
