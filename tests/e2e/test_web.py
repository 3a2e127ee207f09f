"""Requests over HTTP: only signed ones are accepted, and a webhook is only a hint."""

import hashlib
import hmac
import json
import time

import httpx
import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import posted
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import credentials_arrive, up_to_connect_card

EVENT = json.dumps(
    {
        "event": "sync_end",
        "connector_id": "speak_inexpensive",
        "destination_group_id": "dev_sandbox_group",
        "data": {"status": "FAILURE"},
    }
).encode()
FIVETRAN_KEY = ("sandbox-key", "sandbox-secret")


@pytest.fixture
def bot(bots: Bots) -> Bot:
    """A bot that accepts webhooks and registers none."""
    return bots.start(FIVETRAN_WEBHOOK_SECRET="sandbox-fivetran-hook", PUBLIC_URL="")


def test_forged_and_unsigned_webhooks_are_rejected(sandbox: Sandbox, bot: Bot) -> None:
    forged = _hook(bot, EVENT, "not-the-secret")
    unsigned = httpx.post(f"{bot.url}/webhooks/fivetran", content=EVENT)
    unknown = httpx.post(f"{bot.url}/webhooks/nobody", content=EVENT)

    assert [answer.status_code for answer in (forged, unsigned, unknown)] == [401, 401, 404]
    assert [one for one in posted(sandbox, "incident:") if "speak_inexpensive" in one["text"]] == []


def test_a_genuine_webhook_is_only_a_hint(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broke")
    path = "/v1/groups/dev_sandbox_group/connections"
    sandbox.until(lambda: sandbox.journal(path=path), "the first look at the development group")
    before = sandbox.journal()[-1]["number"]

    answer = _hook(bot, EVENT, "sandbox-fivetran-hook")

    assert answer.status_code == 200
    sandbox.until(lambda: sandbox.journal(before, path=path), "a look at the development group")
    assert len(posted(sandbox, "incident:")) == 1


def test_the_webhook_test_of_fivetran_passes_and_its_events_trigger_a_poll(sandbox: Sandbox, bot: Bot) -> None:
    hook = {
        "url": f"{bot.url}/webhooks/fivetran",
        "events": ["connection_successful", "sync_end"],
        "active": True,
        "secret": "sandbox-fivetran-hook",
    }
    made = httpx.post(f"{sandbox.base_url}/fivetran/v1/webhooks/account", json=hook, auth=FIVETRAN_KEY)
    up_to_connect_card(sandbox)

    credentials_arrive(sandbox)

    assert made.is_success
    sandbox.ada.reads(until="Historical sync is running")


@pytest.mark.parametrize("door", ["http"], indirect=True)
def test_unsigned_slack_requests_are_rejected(sandbox: Sandbox, bot: Bot) -> None:
    body, now = b"command=%2Fconnector", str(int(time.time()))
    forged = {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": "v0=" + "0" * 64}
    crooked = {"X-Slack-Request-Timestamp": "yesterday", "X-Slack-Signature": "v0=" + "0" * 64}
    late = _signed_by_slack(body, str(int(time.time()) - 600))

    statuses = [
        httpx.post(f"{bot.url}/slack/events", content=body, headers=headers).status_code
        for headers in ({}, forged, crooked, late)
    ]

    assert statuses == [401, 401, 401, 401]


def test_the_health_endpoints_report_readiness(sandbox: Sandbox, bot: Bot) -> None:
    live, ready, metrics = (httpx.get(f"{bot.url}/{path}") for path in ("health/live", "health/ready", "metrics"))

    assert live.status_code == 200
    assert ready.json() == dict.fromkeys(("database", "disk", "slack", "polling", "queues"), True)
    assert "process_cpu_seconds_total" in metrics.text


def _hook(bot: Bot, body: bytes, secret: str) -> httpx.Response:
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Fivetran-Signature-256": signature, "Content-Type": "application/json"}
    return httpx.post(f"{bot.url}/webhooks/fivetran", content=body, headers=headers)


def _signed_by_slack(body: bytes, stamp: str) -> dict[str, str]:
    digest = hmac.new(b"sandbox-signing-secret", b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest.hexdigest()}"}
