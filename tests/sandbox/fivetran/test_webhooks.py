"""Web hooks: signed, tried out first, and sent when something happens."""

import hashlib
import hmac

from tests.sandbox.fivetran.serving import Sandbox

EVENTS = ["sync_start", "sync_end", "connection_successful", "connection_failure"]
SECRET = "sandbox-fivetran-hook"


def subscribed(sandbox: Sandbox, path: str = "/v1/webhooks/account", **more: object) -> str:
    """A web hook to our own address."""
    body = {"url": f"{sandbox.url}/hook", "events": EVENTS, "active": True, "secret": SECRET, **more}
    answer = sandbox.http.post(path, json=body)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["data"]["id"])


def test_a_new_web_hook_is_tried_out_first(sandbox: Sandbox) -> None:
    ident = subscribed(sandbox)

    assert [hook["event"] for hook in sandbox.heard] == ["test_event"]
    assert "sync_id" not in sandbox.heard[0]
    assert sandbox.http.get(f"/v1/webhooks/{ident}").json()["data"]["secret"] == "******"


def test_a_web_hook_that_nobody_answers_is_refused(sandbox: Sandbox) -> None:
    sandbox.answers_hooks_with = 500
    url = f"{sandbox.url}/hook"

    refused = sandbox.http.post("/v1/webhooks/account", json={"url": url, "events": EVENTS, "active": True})
    sleeping = sandbox.http.post("/v1/webhooks/account", json={"url": url, "events": EVENTS, "active": False})
    plain = {"url": "http://desk.example.com", "events": EVENTS, "active": True}

    assert refused.status_code == 400
    assert sleeping.status_code == 200
    assert sandbox.http.post("/v1/webhooks/account", json=plain).status_code == 400


def test_what_happens_is_told_with_a_signature(sandbox: Sandbox) -> None:
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


def test_a_sync_that_ends_while_nobody_looks_is_told(sandbox: Sandbox) -> None:
    subscribed(sandbox, "/v1/webhooks/group/dev_sandbox_group", events=["sync_end"])

    sandbox.waits(hours=7)

    names = {hook["connector_name"] for hook in sandbox.hears(3)[1:]}
    assert names <= {"stripe_nonprod", "fivetran_log_dev"}


def test_an_unanswered_web_hook_comes_again_after_five_minutes(sandbox: Sandbox) -> None:
    subscribed(sandbox, events=["connection_failure"])
    sandbox.answers_hooks_with = 503
    sandbox.does("breaks", schema="google_ads", how="reconnect")
    sandbox.hears(2)

    sandbox.answers_hooks_with = 200
    sandbox.waits(seconds=301)

    first, second = sandbox.hears(3)[1:]
    assert first["raw"] == second["raw"]


def test_a_web_hook_can_be_tested_changed_and_ended(sandbox: Sandbox) -> None:
    ident = subscribed(sandbox)

    tested = sandbox.http.post(f"/v1/webhooks/{ident}/test", json={"event": "sync_end"}).json()["data"]
    changed = sandbox.http.patch(f"/v1/webhooks/{ident}", json={"active": False}).json()["data"]
    ended = sandbox.http.delete(f"/v1/webhooks/{ident}")

    assert (tested["succeed"], tested["status"]) == (True, 200)
    assert changed["active"] is False
    assert ended.status_code == 200
    assert sandbox.http.get(f"/v1/webhooks/{ident}").status_code == 404
