"""Web hooks of the account and of groups: signed, retried for a day, then switched off.

https://fivetran.com/docs/rest-api/webhooks. The address must be https; the sandbox also takes this machine.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.fivetran.connection import Connection
from sandbox.fivetran.envelope import Problem, invalid
from sandbox.fivetran.life import Happening

if TYPE_CHECKING:
    from sandbox.world import World

LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")
WAIT_STEP = 300.0
GIVE_UP_AFTER = 24 * 3600.0


@dataclass
class Webhook:
    """One subscription."""

    id: str
    url: str
    events: list[str]
    active: bool
    secret: str = field(repr=False)
    group_id: str | None
    created_at: str

    @property
    def shown(self) -> dict[str, Any]:
        """As the API shows it: the secret is masked."""
        group = {"group_id": self.group_id} if self.group_id else {}
        return {
            "id": self.id,
            "type": "group" if self.group_id else "account",
            "url": self.url,
            "events": self.events,
            "active": self.active,
            "secret": "******" if self.secret else "",
            "created_at": self.created_at,
            "created_by": "ada_okafor",
            **group,
        }


def check_url(url: Any) -> str:
    """The address, if Fivetran would take it; raises 400."""
    if not str(url or "").startswith(("https://", *LOCAL)):
        raise invalid("Field 'url' must be an https address")
    return str(url)


async def try_out(world: "World", webhook: Webhook, event: str = "test_event") -> int:
    """Send an event about no real connection and wait for the HTTP status; 0 when nobody answers."""
    body = {
        "event": event,
        "created": world.clock.iso(),
        "connector_type": "_connector_type",
        "connector_id": "_connector_1",
        "group_id": "_destination_1",
    }
    return await world.outbox.send("fivetran", webhook.url, *_signed(webhook, body))


async def check_reachable(world: "World", webhook: Webhook) -> None:
    """An active web hook must answer its test event with 2xx; raises 400."""
    status = await try_out(world, webhook) if webhook.active else 200
    if not 200 <= status < 300:
        raise Problem(400, "InvalidInput", f"The webhook test failed with status {status}.")


def publish(world: "World", webhooks: list[Webhook], connection: Connection, news: Happening) -> None:
    """Send the news to every web hook that wants it."""
    body = {
        "event": news.event,
        "created": world.clock.iso(news.at),
        "connector_type": connection.service.id,
        "connector_id": connection.id,
        "connector_name": connection.schema,
        **({"sync_id": news.sync_id} if news.sync_id else {}),
        "destination_group_id": connection.group_id,
        "data": news.data,
    }
    for webhook in webhooks:
        wanted = webhook.active and news.event in webhook.events
        if wanted and webhook.group_id in (None, connection.group_id):
            world.outbox.start(_deliver(world, webhook, body))


async def follow_clock(world: "World") -> None:
    """While there are web hooks, let connections catch up with the clock, however it moves."""
    account, ticked = world.fivetran, world.clock.now()
    while account.webhooks:
        await world.changes.after(world.changes.version, 5.0)
        if world.clock.now() - ticked >= 1.0:
            ticked = world.clock.now()
            account.tick()
    account.follows_clock = False


async def _deliver(world: "World", webhook: Webhook, body: dict[str, Any]) -> None:
    """Try at once, then after 5, 10, 15 … minutes of sandbox time; after a day switch the web hook off."""
    begun, wait = world.clock.now(), 0.0
    while webhook.active:
        status = await world.outbox.post("fivetran", webhook.url, *_signed(webhook, body))
        if 200 <= status < 300:
            return
        wait += WAIT_STEP
        if world.clock.now() + wait - begun > GIVE_UP_AFTER:
            webhook.active = False
            return
        await world.reaches(world.clock.now() + wait)


def _signed(webhook: Webhook, body: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        digest = hmac.new(webhook.secret.encode(), raw, hashlib.sha256).hexdigest()
        headers["X-Fivetran-Signature-256"] = digest
    return headers, raw
