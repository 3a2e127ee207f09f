"""What the subscription listeners use: commands run at once, a mute runs durably."""

from dataclasses import dataclass
from functools import partial

from bot.durable import engine
from bot.durable.click_ports import click_ports
from bot.durable.replies import report_to_person
from workflows.permissions import Actor
from workflows.subscriptions.mutes import mute, propose_mutes
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


@dataclass(frozen=True)
class SubscriptionsModule:
    """What the listeners need: commands run at once with these ports, a mute runs durably."""

    ports: SubscriptionPorts
    config: SubscriptionConfig

    def mute(self, click_id: str, connection_id: str, actor: Actor) -> None:
        """Queue a mute, once for each `click_id`, however often Slack delivers the click."""
        engine.enqueue(engine.CLICK_QUEUE, f"mute:{click_id}", "mute", connection_id, actor)

    def register(self) -> None:
        """Register the workflows with the engine."""
        propose = partial(propose_mutes, ports=self.ports, config=self.config)
        engine.register_workflow("propose_mutes", propose)
        clicking = click_ports(self.ports)
        report = partial(report_to_person, self.ports.messenger)
        engine.register_workflow("mute", partial(mute, ports=clicking, config=self.config), report)
