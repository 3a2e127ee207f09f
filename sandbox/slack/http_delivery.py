"""Signed HTTP delivery (docs.slack.dev/authentication/verifying-requests-from-slack)."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox import people
from sandbox.slack.envelopes import AppResponse, Envelope

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def signed(body: bytes, at: int | None = None) -> dict[str, str]:
    """Return Slack's signature headers. They use real time, because apps compare it with their own clock."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(people.SIGNING_SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}


def encode(envelope: Envelope) -> tuple[str, bytes]:
    """Return content type and body: a form for commands and interactions, JSON for events."""
    if envelope.type == "slash_commands":
        return FORM, urlencode(envelope.payload).encode()
    if envelope.type == "interactive":
        return FORM, urlencode({"payload": json.dumps(envelope.payload)}).encode()
    return JSON, json.dumps(envelope.payload).encode()


async def post_signed(
    http: httpx.AsyncClient, url: str, envelope: Envelope, attempt: int, seconds: float
) -> AppResponse:
    """Post to the app's URL and wait `seconds` (real) for a 2xx."""
    content_type, body = encode(envelope)
    headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **signed(body)}
    if attempt:
        headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"}
    try:
        response = await http.post(url, headers=headers, content=body, timeout=seconds)
    except httpx.TimeoutException:
        return AppResponse("operation_timeout")
    except httpx.HTTPError:
        return AppResponse("dispatch_failed")
    if response.is_success:
        return AppResponse(None, _content(response))
    error = "http_client_error" if response.status_code < 500 else "http_service_error"
    return AppResponse(error, final=response.headers.get("x-slack-no-retry") == "1")


def _content(response: httpx.Response) -> Any:
    text = response.text
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
