"""Account and group webhooks: signed, retried for a day, then deactivated.

https://fivetran.com/docs/rest-api/webhooks. The address must be https; the sandbox also accepts localhost.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from sandbox.environment import Environment
from sandbox.fivetran.connection import Connection
from sandbox.fivetran.envelope import Problem, invalid
from sandbox.fivetran.sync_simulation import Event

LOCAL_URLS = ("http://127.0.0.1", "http://localhost", "http://[::1]")
WAIT_STEP = 300.0
GIVE_UP_AFTER = 24 * 3600.0


@dataclass
class Webhook:
    """One webhook."""

    id: str
    url: str
    events: list[str]
    active: bool
    secret: str = field(repr=False)
    group_id: str | None
    created_at: str

    @property
    def as_json(self) -> dict[str, Any]:
        """The webhook as the API shows it, with its secret masked."""
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
    """Return the address if Fivetran accepts it. Raises 400."""
    if not str(url or "").startswith(("https://", *LOCAL_URLS)):
        raise invalid("Field 'url' must be an https address")
    return str(url)


async def send_test_event(env: Environment, webhook: Webhook, event: str = "test_event") -> int:
    """Send an event about a fake connection and return the HTTP status, or 0 without a response."""
    body = {
        "event": event,
        "created": env.clock.iso(),
        "connector_type": "_connector_type",
        "connector_id": "_connector_1",
        "group_id": "_destination_1",
    }
    return await env.webhooks.send("fivetran", webhook.url, *_sign(webhook, body))


async def check_reachable(env: Environment, webhook: Webhook) -> None:
    """Require a 2xx response to the test event of an active webhook. Raises 400."""
    status = await send_test_event(env, webhook) if webhook.active else 200
    if not 200 <= status < 300:
        raise Problem(400, "InvalidInput", f"The webhook test failed with status {status}.")


def publish(env: Environment, webhooks: list[Webhook], connection: Connection, news: Event) -> None:
    """Send an event to every subscribed webhook."""
    body = {
        "event": news.event,
        "created": env.clock.iso(news.at),
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
            env.background.start(_deliver(env, webhook, body))


async def _deliver(env: Environment, webhook: Webhook, body: dict[str, Any]) -> None:
    """Deliver at once, then after 5, 10, 15 … minutes of sandbox time. Deactivate the webhook after a day."""
    begun, wait = env.clock.now(), 0.0
    while webhook.active:
        status = await env.webhooks.post("fivetran", webhook.url, *_sign(webhook, body))
        if 200 <= status < 300:
            return
        wait += WAIT_STEP
        if env.clock.now() + wait - begun > GIVE_UP_AFTER:
            webhook.active = False
            return
        await env.clock.wait_until(env.clock.now() + wait)


def _sign(webhook: Webhook, body: dict[str, Any]) -> tuple[dict[str, str], bytes]:
    raw = json.dumps(body, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        digest = hmac.new(webhook.secret.encode(), raw, hashlib.sha256).hexdigest()
        headers["X-Fivetran-Signature-256"] = digest
    return headers, raw
