"""Syncs while the clock moves."""

from typing import Any

from tests.sandbox.support.fivetran_server import Sandbox

DEV = "dev_sandbox_group"


def created(sandbox: Sandbox, service: str = "salesforce", **more: Any) -> str:
    """Create a paused connection without credentials."""
    body = {"service": service, "group_id": DEV, "paused": True, "run_setup_tests": False}
    answer = sandbox.http.post("/v1/connections", json={**body, "config": {"schema": "sales"}, **more})
    return str(answer.json()["data"]["id"])


def seen(sandbox: Sandbox, ident: str) -> dict[str, Any]:
    """Return the current connection."""
    data: dict[str, Any] = sandbox.http.get(f"/v1/connections/{ident}").json()["data"]
    return data


def unpaused(sandbox: Sandbox, ident: str) -> None:
    """Resume the connection."""
    body = {"paused": False, "run_setup_tests": False}
    assert sandbox.http.patch(f"/v1/connections/{ident}", json=body).status_code == 200


def test_new_connection_waits_for_credentials(sandbox: Sandbox) -> None:
    ident = created(sandbox)
    unpaused(sandbox, ident)
    sandbox.waits(hours=24)

    status = seen(sandbox, ident)["status"]

    assert status["setup_state"] == "incomplete"
    assert seen(sandbox, ident)["succeeded_at"] is None
    assert sandbox.http.get(f"/v1/connections/{ident}/schemas").json()["code"] == "NotFound_SchemaConfig"


def test_connection_syncs_regularly_after_the_historical_sync(sandbox: Sandbox) -> None:
    ident = created(sandbox, sync_frequency=360)
    sandbox.does("completes_card", connection_id=ident)
    unpaused(sandbox, ident)

    loading = seen(sandbox, ident)["status"]
    sandbox.waits(hours=6.02)
    loaded = seen(sandbox, ident)
    sandbox.waits(hours=6.1)
    later = seen(sandbox, ident)

    assert (loading["sync_state"], loading["is_historical_sync"]) == ("syncing", True)
    assert (loaded["status"]["sync_state"], loaded["status"]["is_historical_sync"]) == ("syncing", False)
    assert later["succeeded_at"] > loaded["succeeded_at"]
    assert sandbox.http.get(f"/v1/connections/{ident}/schemas").status_code == 200


def test_historical_sync_length_can_be_set(sandbox: Sandbox) -> None:
    sandbox.does("historical", service="salesforce", hours=0.5)
    ident = created(sandbox)
    sandbox.does("completes_card", connection_id=ident)
    unpaused(sandbox, ident)

    sandbox.waits(hours=0.6)

    assert seen(sandbox, ident)["status"]["is_historical_sync"] is False


def test_broken_authorization_stops_syncs_until_repaired(sandbox: Sandbox) -> None:
    broken = sandbox.does("breaks", schema="stripe", how="reconnect")
    sandbox.waits(hours=48)
    still = seen(sandbox, broken["id"])
    sandbox.does("heals", schema="stripe")
    sandbox.waits(hours=1)
    fixed = seen(sandbox, broken["id"])

    assert broken["status"]["setup_state"] == "broken"
    assert broken["status"]["tasks"][0]["code"] == "reconnect"
    assert still["succeeded_at"] == broken["succeeded_at"]
    assert fixed["status"]["tasks"] == []
    assert fixed["succeeded_at"] > fixed["failed_at"]


def test_failing_sync_fails_until_repaired(sandbox: Sandbox) -> None:
    failed = sandbox.does("breaks", schema="stripe", how="sync")
    sandbox.waits(hours=2)
    again = seen(sandbox, failed["id"])
    sandbox.does("heals", schema="stripe")
    sandbox.waits(hours=1)

    assert again["status"]["setup_state"] == "connected"
    assert again["failed_at"] > failed["failed_at"]
    assert seen(sandbox, failed["id"])["succeeded_at"] > again["failed_at"]


def test_delayed_connection_reports_it(sandbox: Sandbox) -> None:
    delayed = sandbox.does("breaks", schema="stripe", how="delayed")

    assert delayed["status"]["update_state"] == "delayed"
    assert sandbox.does("heals", schema="stripe")["status"]["update_state"] == "on_schedule"


def test_rescheduled_sync_resumes(sandbox: Sandbox) -> None:
    moved = sandbox.does("breaks", schema="stripe", how="rescheduled")
    sandbox.waits(hours=1.2)
    later = seen(sandbox, moved["id"])

    assert moved["status"]["sync_state"] == "rescheduled"
    assert moved["status"]["rescheduled_for"]
    assert later["succeeded_at"] > moved["status"]["rescheduled_for"]


def test_manual_connection_syncs_only_on_request(sandbox: Sandbox) -> None:
    before = sandbox.does("breaks", schema="netsuite", how="rescheduled")
    sandbox.waits(hours=48)
    waited = seen(sandbox, before["id"])
    sandbox.http.post(f"/v1/connections/{before['id']}/sync", json={"force": False})
    sandbox.waits(hours=0.2)

    assert waited["succeeded_at"] == before["succeeded_at"]
    assert waited["status"]["sync_state"] == "rescheduled"
    assert seen(sandbox, before["id"])["succeeded_at"] > before["succeeded_at"]


def test_paused_connection_never_syncs(sandbox: Sandbox) -> None:
    paused = sandbox.on_loop(lambda: sandbox.account.find_by_schema("survey_monkey")).id
    before = seen(sandbox, paused)

    answer = sandbox.http.post(f"/v1/connections/{paused}/sync", json={})
    sandbox.waits(hours=5)

    assert answer.json()["code"] == "Success"
    assert "data" not in answer.json()
    assert seen(sandbox, paused)["succeeded_at"] == before["succeeded_at"]


def test_resync_loads_history_again(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.account.find_by_schema("stripe")).id

    refused = sandbox.http.post(f"/v1/connections/{stripe}/resync", json={"scope": {}})
    again = sandbox.http.post(f"/v1/connections/{stripe}/resync")

    assert refused.status_code == 400
    assert again.status_code == 200
    assert seen(sandbox, stripe)["status"]["is_historical_sync"] is True


def test_sync_history_window_is_at_most_a_week(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.account.find_by_schema("stripe")).id
    sandbox.waits(hours=3)
    path, now = f"/v1/connections/{stripe}/sync-history", sandbox.env.clock.now()
    iso = sandbox.env.clock.iso

    found = sandbox.http.get(path, params={"start_time": iso(now - 86400), "end_time": iso(now)}).json()
    too_long = sandbox.http.get(path, params={"start_time": iso(now - 8 * 86400), "end_time": iso(now)})

    assert {item["status"] for item in found["data"]["items"]} == {"COMPLETED"}
    assert len(found["data"]["items"]) >= 3
    assert too_long.status_code == 400


def test_tables_can_be_changed_after_capture(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.account.find_by_schema("stripe")).id
    path = f"/v1/connections/{stripe}/schemas"

    changed = sandbox.http.patch(f"{path}/stripe/tables/charge", json={"enabled": False}).json()["data"]
    whole = sandbox.http.patch(path, json={"schema_change_handling": "BLOCK_ALL"}).json()["data"]
    columns = sandbox.http.get(f"{path}/stripe/tables/charge/columns").json()["data"]["columns"]

    assert changed["schemas"]["stripe"]["tables"]["charge"]["enabled"] is False
    assert whole["schema_change_handling"] == "BLOCK_ALL"
    assert "id" in columns
    assert sandbox.http.patch(f"{path}/stripe/tables/nope", json={"enabled": True}).status_code == 404


def test_tables_of_an_incomplete_connection_are_unavailable(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(f"/v1/connections/{created(sandbox)}/schemas/reload", json={})

    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidInput")
    assert "'incomplete'" in answer.json()["message"]


def test_ten_thousand_connections_are_listed_quickly(sandbox: Sandbox) -> None:
    sandbox.does("populate", group="prod", count=10_000)

    page = sandbox.http.get("/v1/groups/prod_sandbox_group/connections", params={"limit": 1000})

    assert len(page.json()["data"]["items"]) == 1000


def test_stumbling_connection_fails_then_recovers(sandbox: Sandbox) -> None:
    sandbox.does("populate", group="prod", count=4, minutes=60)
    ident = sandbox.does("stumbles", schema="load_12", runs=2)["id"]

    looks = []
    for _ in range(4):
        sandbox.waits(hours=1)
        looks.append(seen(sandbox, ident))

    failed, succeeded = ([look[name] for look in looks] for name in ("failed_at", "succeeded_at"))
    assert failed[0] is None
    assert failed[1] < failed[2] == failed[3]
    assert succeeded[0] == succeeded[2] < succeeded[3]
