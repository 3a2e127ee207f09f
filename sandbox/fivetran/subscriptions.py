"""`/v1/webhooks`: subscribe, look, change, try out, end.

https://fivetran.com/docs/rest-api/api-reference/webhooks. Creating one answers 200, not 201.
"""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.door import Call
from sandbox.fivetran.envelope import done, invalid, missing, success
from sandbox.fivetran.paging import listed, page
from sandbox.fivetran.webhooks import Webhook, check_reachable, check_url, follow_clock, try_out

FIELDS = ("url", "events", "active", "secret", "run_tests")


def index(call: Call) -> Response:
    """Every web hook."""
    shown = [webhook.shown for webhook in call.world.fivetran.webhooks.values()]
    return success(listed(*page(shown, call.query)))


def show(call: Call) -> Response:
    """One web hook."""
    return success(_found(call).shown)


async def create(call: Call) -> Response:
    """Subscribe the account or a group; an active web hook must answer its test event first."""
    account = call.world.fivetran
    if "group" in call.path:
        account.group(call.path["group"], call.key)
    _check(call.body)
    webhook = Webhook(
        id=account.new_id(),
        url=check_url(call.body.get("url")),
        events=_events(call.body),
        active=bool(call.body.get("active", True)),
        secret=str(call.body.get("secret") or ""),
        group_id=call.path.get("group"),
        created_at=call.world.clock.iso(),
    )
    await check_reachable(call.world, webhook)
    account.webhooks[webhook.id] = webhook
    if not account.follows_clock:
        account.follows_clock = True
        call.world.outbox.start(follow_clock(call.world))
    return success(webhook.shown, message="Webhook has been created")


async def change(call: Call) -> Response:
    """Change a web hook; switching it on tries it out."""
    webhook = _found(call)
    _check(call.body)
    if "url" in call.body:
        webhook.url = check_url(call.body["url"])
    if "events" in call.body:
        webhook.events = _events(call.body)
    if "secret" in call.body:
        webhook.secret = str(call.body["secret"] or "")
    if call.body.get("active") and not webhook.active:
        await check_reachable(call.world, replace(webhook, active=True))
    webhook.active = bool(call.body.get("active", webhook.active))
    return success(webhook.shown, message="Webhook has been updated")


def delete(call: Call) -> Response:
    """End a subscription."""
    webhook = call.world.fivetran.webhooks.pop(_found(call).id)
    webhook.active = False
    return done(f"Webhook with id '{webhook.id}' has been deleted")


async def test(call: Call) -> Response:
    """Send an event about a connection that does not exist, and say how it went."""
    webhook = _found(call)
    if not call.body.get("event"):
        raise invalid("Field 'event' is required")
    status = await try_out(call.world, webhook, str(call.body["event"]))
    return success({"succeed": 200 <= status < 300, "status": status, "message": ""})


def _found(call: Call) -> Webhook:
    webhook = call.world.fivetran.webhooks.get(call.path["id"])
    if webhook is None:
        raise missing("Webhook", call.path["id"])
    return webhook


def _check(body: dict[str, Any]) -> None:
    for name in body:
        if name not in FIELDS:
            raise invalid(f"Unknown field '{name}'")


def _events(body: dict[str, Any]) -> list[str]:
    events = body.get("events")
    if not isinstance(events, list) or not all(isinstance(event, str) for event in events) or not events:
        raise invalid("Field 'events' is required")
    return events
