"""Delivery over HTTP: signed like Slack's (docs.slack.dev/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx

from sandbox import cast
from sandbox.slack.parcels import Parcel, Reply

if TYPE_CHECKING:
    from sandbox.world import World

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def signed(body: bytes, at: int | None = None) -> dict[str, str]:
    """Slack's two signature headers. The time is real: whoever verifies compares it with a real clock."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(cast.SIGNING_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}


def packed(parcel: Parcel) -> tuple[str, bytes]:
    """Content type and body: commands as a form, interactions as a form with `payload`, events as JSON."""
    if parcel.envelope == "slash_commands":
        return FORM, urlencode(parcel.payload).encode()
    if parcel.envelope == "interactive":
        return FORM, urlencode({"payload": json.dumps(parcel.payload)}).encode()
    return JSON, json.dumps(parcel.payload).encode()


async def post_signed(world: "World", url: str, parcel: Parcel, attempt: int, seconds: float) -> Reply:
    """Ring at the app's URL and wait `seconds` (real) for a 2xx."""
    content_type, body = packed(parcel)
    headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **signed(body)}
    if attempt:
        headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
    try:
        response = await world.outbox.http.post(url, headers=headers, content=body, timeout=seconds)
    except httpx.TimeoutException:
        return Reply("operation_timeout")
    except httpx.HTTPError:
        return Reply("dispatch_failed")
    if response.is_success:
        return Reply(None, _content(response))
    error = "http_client_error" if response.status_code < 500 else "http_service_error"
    return Reply(error, final=response.headers.get("x-slack-no-retry") == "1")


def _content(response: httpx.Response) -> Any:
    text = response.text
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
