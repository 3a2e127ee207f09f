"""Queue digests, and run the digest commands."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.durable.queue_settings import CHANNEL_QUEUE
from bot.durable.subscriptions import ChannelChangeQueue
from bot.durable.work_table import enqueue, fresh_id
from workflows.digests.delivery import (
    DigestPolicy,
    DigestPorts,
    DigestSchedule,
    authorize_digest_now,
    configure_digest,
)
from workflows.permissions import Actor
from workflows.ports import Clock

DIGEST_ID_PERIOD_SECONDS = 600
"""A workflow id can be used once, so the id of a retried digest changes after this time."""


@dataclass(frozen=True)
class DbosDigestQueue:
    """Queue digests with DBOS, and run the digest commands."""

    clock: Clock
    policy: DigestPolicy
    ports: Callable[[], DigestPorts]

    def enqueue(self, schedule: DigestSchedule) -> None:
        """Post the digest that is due."""
        due = f"publish_digest:{schedule.recipient}:{int(schedule.due_at.timestamp())}"
        name = fresh_id(due, self.clock.now(), DIGEST_ID_PERIOD_SECONDS)
        enqueue(
            CHANNEL_QUEUE,
            name,
            "publish_digest",
            schedule.recipient,
            schedule.due_at,
            partition=schedule.recipient,
        )

    def set_schedule(self, text: str, actor: Actor) -> str:
        """Set or show the digest of the actor's channel."""
        return configure_digest(text, actor, self.policy, self.ports())

    def announce(self, channel: str, text: str, actor: Actor) -> None:
        """Show a change of the schedule to the channel."""
        ChannelChangeQueue().announce(channel, text, actor)

    def publish_now(self, click_id: str, actor: Actor) -> None:
        """Queue a digest for now, once for each `click_id`, however often Slack delivers the command."""
        recipient = authorize_digest_now(actor, self.policy, self.ports())
        workflow_id = f"digest-now:{click_id}"
        enqueue(
            CHANNEL_QUEUE,
            workflow_id,
            "publish_digest_now",
            click_id,
            recipient,
            actor,
            partition=recipient,
        )
