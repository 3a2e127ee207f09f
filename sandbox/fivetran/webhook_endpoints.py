"""`/v1/webhooks`: create, show, change, test, delete.

https://fivetran.com/docs/rest-api/api-reference/webhooks. Creation answers 200, not 201.
"""

from dataclasses import replace
from typing import Any

from starlette.responses import Response

from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import invalid, message_only, not_found, success
from sandbox.fivetran.paging import list_body, page
from sandbox.fivetran.webhooks import Webhook, check_reachable, check_url, send_test_event

FIELDS = ("url", "events", "active", "secret", "run_tests")


def index(call: Call) -> Response:
    """List the webhooks."""
    shown = [webhook.as_json for webhook in call.account.webhooks.values()]
    return success(list_body(*page(shown, call.query)))


def show(call: Call) -> Response:
    """Return one webhook."""
    return success(_find(call).as_json)


async def create(call: Call) -> Response:
    """Create a webhook for the account or a group. An active webhook must answer a test event first."""
    account = call.account
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
        created_at=call.account.clock.iso(),
    )
    await check_reachable(call.account.env, webhook)
    account.webhooks[webhook.id] = webhook
    if not account.follows_clock:
        account.follows_clock = True
        account.env.background.start(account.follow_clock())
    return success(webhook.as_json, message="Webhook has been created")


async def change(call: Call) -> Response:
    """Change a webhook. Activation sends a test event."""
    webhook = _find(call)
    _check(call.body)
    if "url" in call.body:
        webhook.url = check_url(call.body["url"])
    if "events" in call.body:
        webhook.events = _events(call.body)
    if "secret" in call.body:
        webhook.secret = str(call.body["secret"] or "")
    if call.body.get("active") and not webhook.active:
        await check_reachable(call.account.env, replace(webhook, active=True))
    webhook.active = bool(call.body.get("active", webhook.active))
    return success(webhook.as_json, message="Webhook has been updated")


def delete(call: Call) -> Response:
    """Delete a webhook."""
    webhook = call.account.webhooks.pop(_find(call).id)
    webhook.active = False
    return message_only(f"Webhook with id '{webhook.id}' has been deleted")


async def test(call: Call) -> Response:
    """Send a test event and return the result."""
    webhook = _find(call)
    if not call.body.get("event"):
        raise invalid("Field 'event' is required")
    status = await send_test_event(call.account.env, webhook, str(call.body["event"]))
    return success({"succeed": 200 <= status < 300, "status": status, "message": ""})


def _find(call: Call) -> Webhook:
    webhook = call.account.webhooks.get(call.path["id"])
    if webhook is None:
        raise not_found("Webhook", call.path["id"])
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
