"""How connections live while the clock moves."""

from typing import Any

from tests.sandbox.fivetran.serving import Sandbox

DEV = "dev_sandbox_group"


def created(sandbox: Sandbox, service: str = "salesforce", **more: Any) -> str:
    """A paused connection, without credentials."""
    body = {"service": service, "group_id": DEV, "paused": True, "run_setup_tests": False}
    answer = sandbox.http.post("/v1/connections", json={**body, "config": {"schema": "sales"}, **more})
    return str(answer.json()["data"]["id"])


def seen(sandbox: Sandbox, ident: str) -> dict[str, Any]:
    """The connection as it is now."""
    data: dict[str, Any] = sandbox.http.get(f"/v1/connections/{ident}").json()["data"]
    return data


def unpaused(sandbox: Sandbox, ident: str) -> None:
    """Let it sync."""
    body = {"paused": False, "run_setup_tests": False}
    assert sandbox.http.patch(f"/v1/connections/{ident}", json=body).status_code == 200


def test_a_new_connection_waits_for_credentials(sandbox: Sandbox) -> None:
    ident = created(sandbox)
    unpaused(sandbox, ident)
    sandbox.waits(hours=24)

    status = seen(sandbox, ident)["status"]

    assert status["setup_state"] == "incomplete"
    assert seen(sandbox, ident)["succeeded_at"] is None
    assert sandbox.http.get(f"/v1/connections/{ident}/schemas").json()["code"] == "NotFound_SchemaConfig"


def test_a_first_sync_loads_history_and_then_syncs_by_its_frequency(sandbox: Sandbox) -> None:
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


def test_how_long_history_takes_can_be_set(sandbox: Sandbox) -> None:
    sandbox.does("historical", service="salesforce", hours=0.5)
    ident = created(sandbox)
    sandbox.does("completes_card", connection_id=ident)
    unpaused(sandbox, ident)

    sandbox.waits(hours=0.6)

    assert seen(sandbox, ident)["status"]["is_historical_sync"] is False


def test_a_broken_authorisation_stops_everything_until_it_is_mended(sandbox: Sandbox) -> None:
    broken = sandbox.does("breaks", schema="stripe", how="reconnect")
    sandbox.waits(hours=48)
    still = seen(sandbox, broken["id"])
    sandbox.does("heals", schema="stripe")
    sandbox.waits(hours=1)
    mended = seen(sandbox, broken["id"])

    assert broken["status"]["setup_state"] == "broken"
    assert broken["status"]["tasks"][0]["code"] == "reconnect"
    assert still["succeeded_at"] == broken["succeeded_at"]
    assert mended["status"]["tasks"] == []
    assert mended["succeeded_at"] > mended["failed_at"]


def test_a_failing_sync_fails_again_until_it_is_mended(sandbox: Sandbox) -> None:
    failed = sandbox.does("breaks", schema="stripe", how="sync")
    sandbox.waits(hours=2)
    again = seen(sandbox, failed["id"])
    sandbox.does("heals", schema="stripe")
    sandbox.waits(hours=1)

    assert again["status"]["setup_state"] == "connected"
    assert again["failed_at"] > failed["failed_at"]
    assert seen(sandbox, failed["id"])["succeeded_at"] > again["failed_at"]


def test_a_delayed_connection_says_so(sandbox: Sandbox) -> None:
    delayed = sandbox.does("breaks", schema="stripe", how="delayed")

    assert delayed["status"]["update_state"] == "delayed"
    assert sandbox.does("heals", schema="stripe")["status"]["update_state"] == "on_schedule"


def test_a_rescheduled_sync_goes_on_by_itself(sandbox: Sandbox) -> None:
    moved = sandbox.does("breaks", schema="stripe", how="rescheduled")
    sandbox.waits(hours=1.2)
    later = seen(sandbox, moved["id"])

    assert moved["status"]["sync_state"] == "rescheduled"
    assert moved["status"]["rescheduled_for"]
    assert later["succeeded_at"] > moved["status"]["rescheduled_for"]


def test_a_manual_connection_syncs_only_when_told(sandbox: Sandbox) -> None:
    before = sandbox.does("breaks", schema="netsuite", how="rescheduled")
    sandbox.waits(hours=48)
    waited = seen(sandbox, before["id"])
    sandbox.http.post(f"/v1/connections/{before['id']}/sync", json={"force": False})
    sandbox.waits(hours=0.2)

    assert waited["succeeded_at"] == before["succeeded_at"]
    assert waited["status"]["sync_state"] == "rescheduled"
    assert seen(sandbox, before["id"])["succeeded_at"] > before["succeeded_at"]


def test_a_paused_connection_does_not_sync_even_when_told(sandbox: Sandbox) -> None:
    paused = sandbox.on_loop(lambda: sandbox.world.fivetran.named("survey_monkey")).id
    before = seen(sandbox, paused)

    answer = sandbox.http.post(f"/v1/connections/{paused}/sync", json={})
    sandbox.waits(hours=5)

    assert answer.json()["code"] == "Success"
    assert "data" not in answer.json()
    assert seen(sandbox, paused)["succeeded_at"] == before["succeeded_at"]


def test_everything_can_be_loaded_again(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.world.fivetran.named("stripe")).id

    refused = sandbox.http.post(f"/v1/connections/{stripe}/resync", json={"scope": {}})
    again = sandbox.http.post(f"/v1/connections/{stripe}/resync")

    assert refused.status_code == 400
    assert again.status_code == 200
    assert seen(sandbox, stripe)["status"]["is_historical_sync"] is True


def test_the_history_shows_each_sync_of_a_window_of_at_most_a_week(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.world.fivetran.named("stripe")).id
    sandbox.waits(hours=3)
    path, now = f"/v1/connections/{stripe}/sync-history", sandbox.world.clock.now()
    iso = sandbox.world.clock.iso

    found = sandbox.http.get(path, params={"start_time": iso(now - 86400), "end_time": iso(now)}).json()
    too_long = sandbox.http.get(path, params={"start_time": iso(now - 8 * 86400), "end_time": iso(now)})

    assert {item["status"] for item in found["data"]["items"]} == {"COMPLETED"}
    assert len(found["data"]["items"]) >= 3
    assert too_long.status_code == 400


def test_tables_can_be_chosen_once_they_are_known(sandbox: Sandbox) -> None:
    stripe = sandbox.on_loop(lambda: sandbox.world.fivetran.named("stripe")).id
    path = f"/v1/connections/{stripe}/schemas"

    changed = sandbox.http.patch(f"{path}/stripe/tables/charge", json={"enabled": False}).json()["data"]
    whole = sandbox.http.patch(path, json={"schema_change_handling": "BLOCK_ALL"}).json()["data"]
    columns = sandbox.http.get(f"{path}/stripe/tables/charge/columns").json()["data"]["columns"]

    assert changed["schemas"]["stripe"]["tables"]["charge"]["enabled"] is False
    assert whole["schema_change_handling"] == "BLOCK_ALL"
    assert "id" in columns
    assert sandbox.http.patch(f"{path}/stripe/tables/nope", json={"enabled": True}).status_code == 404


def test_tables_of_an_unconnected_source_cannot_be_read(sandbox: Sandbox) -> None:
    answer = sandbox.http.post(f"/v1/connections/{created(sandbox)}/schemas/reload", json={})

    assert (answer.status_code, answer.json()["code"]) == (400, "InvalidInput")
    assert "'incomplete'" in answer.json()["message"]


def test_ten_thousand_connections_are_added_and_listed_quickly(sandbox: Sandbox) -> None:
    sandbox.does("populate", group="prod", count=10_000)

    page = sandbox.http.get("/v1/groups/prod_sandbox_group/connections", params={"limit": 1000})

    assert len(page.json()["data"]["items"]) == 1000


def test_a_connection_that_stumbles_fails_as_often_as_was_said_and_is_well_again(sandbox: Sandbox) -> None:
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
