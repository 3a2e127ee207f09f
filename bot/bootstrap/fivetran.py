"""Wire the clients of Fivetran, and the throttle that counts their requests."""

from functools import partial

from bot.bootstrap.answerer import build_fivetran_client
from bot.bootstrap.slack import connect_card_return_url
from bot.bootstrap.stores import Stores
from bot.config.settings import Settings
from bot.durable.poll_throttle import PollThrottle
from bot.fivetran.connections import FivetranConnections
from bot.fivetran.webhooks import FivetranWebhooks
from bot.foreign.items import ForeignItems
from workflows.ports import Clock


class FivetranParts:
    """What the bot reads and changes in Fivetran."""

    def __init__(self, settings: Settings, stores: Stores, clock: Clock, foreign: ForeignItems) -> None:
        self.client, url = build_fivetran_client(settings, clock, foreign), settings.public_url.rstrip("/")
        return_url = partial(connect_card_return_url, settings)
        self.connections = FivetranConnections(self.client, stores.ledger, settings.fivetran_dev_group, return_url)
        self.webhooks = FivetranWebhooks(
            self.client, f"{url}/webhooks/fivetran" if url else "", settings.fivetran_webhook_secret.get_secret_value()
        )
        known = self.client.meter, stores.rate_limits, clock
        self.throttle = PollThrottle(*known, settings.name, settings.fivetran_quota_share)
