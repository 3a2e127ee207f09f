"""What the subscription listeners use: commands run at once; a mute, and posts about changes, run durably."""

import uuid
from dataclasses import dataclass

from bot.durable.queue_settings import CHANNEL_QUEUE, CLICK_QUEUE
from bot.durable.replies import register_clicks
from bot.durable.work_table import enqueue
from workflows.permissions import Actor
from workflows.subscriptions.channel_changes import announce_change
from workflows.subscriptions.mutes import mute, propose_mutes
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


class ChannelChangeQueue:
    """Implements `workflows.subscriptions.channel_changes.ChannelChanges`."""

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        """Post a change once, also after a crash."""
        key = uuid.uuid4().hex[:12]
        name = f"announce-change:{key}"
        enqueue(CHANNEL_QUEUE, name, "announce_change", key, channel, text, actor, partition=channel)


@dataclass(frozen=True)
class SubscriptionsModule:
    """What the listeners need: commands run at once with these ports, a mute runs durably."""

    ports: SubscriptionPorts
    config: SubscriptionConfig

    def mute(self, click_id: str, connection_id: str, actor: Actor) -> None:
        """Queue a mute, once for each `click_id`, however often Slack delivers the click."""
        enqueue(CLICK_QUEUE, f"mute:{click_id}", "mute", connection_id, actor)

    def propose_mutes(self) -> None:
        """Propose to mute what alerts too often."""
        propose_mutes(self.ports, self.config)

    def register(self) -> None:
        """Register the workflows with the engine."""
        register_clicks(self.ports.messenger, self.ports, mute, config=self.config)
        register_clicks(self.ports.messenger, self.ports, announce_change)
