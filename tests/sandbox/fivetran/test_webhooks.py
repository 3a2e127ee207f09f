"""Webhooks: test event, signature, delivery and retries."""

import hashlib
import hmac

from tests.sandbox.support.fivetran_server import Sandbox

EVENTS = ["sync_start", "sync_end", "connection_successful", "connection_failure"]
SECRET = "sandbox-fivetran-hook"


def subscribed(sandbox: Sandbox, path: str = "/v1/webhooks/account", **more: object) -> str:
    """Create a webhook to the local address."""
    body = {"url": f"{sandbox.url}/hook", "events": EVENTS, "active": True, "secret": SECRET, **more}
    answer = sandbox.http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["id"])


def test_new_webhook_gets_a_test_event(sandbox: Sandbox) -> None:
    ident = subscribed(sandbox)

    assert [hook["event"] for hook in sandbox.heard] == ["test_event"]
    assert "sync_id" not in sandbox.heard[0]
    assert sandbox.http.get(f"/v1/webhooks/{ident}").json()["data"]["secret"] == "******"


def test_unreachable_webhook_is_rejected(sandbox: Sandbox) -> None:
    sandbox.answers_hooks_with = 500
    url = f"{sandbox.url}/hook"

    refused = sandbox.http.post("/v1/webhooks/account", json={"url": url, "events": EVENTS, "active": True})
    sleeping = sandbox.http.post("/v1/webhooks/account", json={"url": url, "events": EVENTS, "active": False})
    plain = {"url": "http://desk.example.com", "events": EVENTS, "active": True}

    assert refused.status_code == 400
    assert sleeping.status_code == 200
    assert sandbox.http.post("/v1/webhooks/account", json=plain).status_code == 400


def test_events_are_signed(sandbox: Sandbox) -> None:
    subscribed(sandbox)

    sandbox.does("breaks", schema="google_ads", how="reconnect")

    heard = {hook["event"]: hook for hook in sandbox.hears(3)}
    ended = heard["sync_end"]
    assert ended["data"]["status"] == "FAILURE_WITH_TASK"
    assert ended["connector_name"] == "google_ads"
    assert ended["destination_group_id"] == "prod_sandbox_group"
    digest = hmac.new(SECRET.encode(), ended["raw"], hashlib.sha256).hexdigest()
    assert ended["headers"]["x-fivetran-signature-256"] == digest
    assert "connection_failure" in heard


def test_sync_end_is_sent_without_a_reader(sandbox: Sandbox) -> None:
    subscribed(sandbox, "/v1/webhooks/group/dev_sandbox_group", events=["sync_end"])

    sandbox.waits(hours=7)

    names = {hook["connector_name"] for hook in sandbox.hears(3)[1:]}
    assert names <= {"stripe_nonprod", "fivetran_log_dev"}


def test_failed_webhook_is_retried_after_five_minutes(sandbox: Sandbox) -> None:
    subscribed(sandbox, events=["connection_failure"])
    sandbox.answers_hooks_with = 503
    sandbox.does("breaks", schema="google_ads", how="reconnect")
    sandbox.hears(2)

    sandbox.answers_hooks_with = 200
    sandbox.waits(seconds=301)

    first, second = sandbox.hears(3)[1:]
    assert first["raw"] == second["raw"]


def test_webhook_can_be_tested_changed_and_deleted(sandbox: Sandbox) -> None:
    ident = subscribed(sandbox)

    tested = sandbox.http.post(f"/v1/webhooks/{ident}/test", json={"event": "sync_end"}).json()["data"]
    changed = sandbox.http.patch(f"/v1/webhooks/{ident}", json={"active": False}).json()["data"]
    ended = sandbox.http.delete(f"/v1/webhooks/{ident}")

    assert (tested["succeed"], tested["status"]) == (True, 200)
    assert changed["active"] is False
    assert ended.status_code == 200
    assert sandbox.http.get(f"/v1/webhooks/{ident}").status_code == 404
