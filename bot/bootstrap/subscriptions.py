"""Wire the subscription commands, mutes, and budgets."""

from rapidfuzz import fuzz

from bot.bootstrap.core import Container
from bot.durable.subscriptions import ChannelChangeQueue, SubscriptionsModule
from bot.queries.answerer import Answerer
from bot.slack.budget_messages import SlackBudgetMessages
from bot.slack.change_posts import SlackChangePosts
from bot.store.preferences import PreferencesStore
from workflows.ports import Rights
from workflows.subscriptions.notification_budget import WEEKLY_BUDGET
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


def build_subscriptions(container: Container, answerer: Answerer, rights: Rights) -> SubscriptionsModule:
    """Build the module from the container."""
    ports = SubscriptionPorts(
        clock=container.clock,
        directory=container.slack.directory,
        rights=rights,
        preferences=PreferencesStore(container.database),
        snapshots=answerer,
        channels=container.slack.channels,
        budget_messages=SlackBudgetMessages(container.slack.poster),
        messenger=container.ports.messenger,
        changes=ChannelChangeQueue(),
        change_posts=SlackChangePosts(container.slack.channels, container.slack.poster),
    )
    settings = container.settings
    config = SubscriptionConfig(settings.slack_channel, settings.thresholds[WEEKLY_BUDGET], fuzz.ratio)
    return SubscriptionsModule(ports, config)
