"""Wire the clients of Fivetran, and the throttle that counts their requests."""

from bot.bootstrap.stores import Stores
from bot.config.settings import Settings
from bot.durable.poll_throttle import PollThrottle
from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnections
from bot.fivetran.metadata import FivetranMetadata
from bot.fivetran.rate_limit import RateLimitMeter
from bot.fivetran.webhooks import FivetranWebhooks
from bot.foreign.items import ForeignItems
from workflows.ports import Clock


class FivetranParts:
    """What the bot reads and changes in Fivetran."""

    def __init__(self, settings: Settings, stores: Stores, clock: Clock, foreign: ForeignItems) -> None:
        key, secret = settings.fivetran_api_key.get_secret_value(), settings.fivetran_api_secret.get_secret_value()
        meter, url = RateLimitMeter(clock.now), settings.public_url.rstrip("/")
        client = FivetranClient(settings.fivetran_url, key, secret, meter, foreign)
        self.metadata = FivetranMetadata(client)
        self.connections = FivetranConnections(client, stores.ledger, settings.fivetran_dev_group)
        self.webhooks = FivetranWebhooks(
            client, f"{url}/webhooks/fivetran" if url else "", settings.fivetran_webhook_secret.get_secret_value()
        )
        self.throttle = PollThrottle(meter, stores.rate_limits, clock, settings.name, settings.fivetran_quota_share)
