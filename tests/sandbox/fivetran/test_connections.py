"""Connections over the API: accepted and rejected calls."""

from typing import Any

import pytest

from tests.sandbox.support.fivetran_server import AUTH, Sandbox

DEV = "dev_sandbox_group"


def body(service: str = "salesforce", **config: Any) -> dict[str, Any]:
    """Return a valid creation body."""
    return {
        "service": service,
        "group_id": DEV,
        "paused": True,
        "run_setup_tests": False,
        "config": config or {"schema": "salesforce"},
    }


@pytest.mark.parametrize(
    ("service", "config", "name"),
    [
        ("salesforce", {"schema": "sales"}, "sales"),
        ("google_sheets", {"schema": "budget", "table": "q3"}, "budget.q3"),
        ("postgres", {"schema_prefix": "shop"}, "shop"),
        ("s3", {"schema": "lake", "table_group_name": "files"}, "lake.files"),
    ],
)
def test_schema_is_built_from_destination_names(
    sandbox: Sandbox, service: str, config: dict[str, str], name: str
) -> None:
    created = sandbox.http.post("/v1/connections", json=body(service, **config))

    assert created.status_code == 201
    assert created.json()["data"]["schema"] == name
    found = sandbox.http.get("/v1/connections", params={"group_id": DEV, "schema": name}).json()["data"]["items"]
    assert [item["service"] for item in found] == [service]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"service": "bugzilla"}, "Unsupported service 'bugzilla'"),
        ({"service": "yahoo_gemini"}, "Unsupported service 'yahoo_gemini'"),
        ({"service": None}, "Field 'service' is required"),
        ({"group_id": ""}, "Field 'group_id' is required"),
        ({"config": {}}, "Field 'config.schema' is required"),
        ({"config": {"schema": "my-data"}}, "only contain letters, digits and underscores"),
        ({"config": {"schema": "s", "colour": "red"}}, "Unknown field 'config.colour'"),
        ({"config": {"schema": "s", "authentication_method": "MAGIC"}}, "must be one of STANDARD, ADVANCED"),
        ({"config": {"schema": "s", "api_usage_limit": "many"}}, "must be of type integer"),
        ({"name": "Sales"}, "Unknown field 'name'"),
        ({"sync_frequency": 42}, "Field 'sync_frequency' must be one of"),
        ({"schedule_type": "cron"}, "Field 'schedule_type' must be one of auto, manual"),
        ({"daily_sync_time": "03:30"}, "must be a full hour"),
        ({"destination_schema_names": "MINE"}, "FIVETRAN_NAMING, SOURCE_NAMING"),
        ({"connect_card_config": {"redirect_uri": "slack://x"}}, "must be an http or https address"),
    ],
)
def test_invalid_creation_names_the_field(sandbox: Sandbox, change: dict[str, Any], words: str) -> None:
    answer = sandbox.http.post("/v1/connections", json={**body(), **change})

    assert answer.status_code == 400
    assert answer.json()["code"] == "InvalidInput"
    assert words in answer.json()["message"]


def test_schema_is_unique_within_a_group(sandbox: Sandbox) -> None:
    assert sandbox.http.post("/v1/connections", json=body()).status_code == 201

    again = sandbox.http.post("/v1/connections", json=body("hubspot", schema="salesforce"))

    assert (again.status_code, again.json()["code"]) == (409, "Conflict")


def test_deletion_frees_the_schema_name(sandbox: Sandbox) -> None:
    ident = sandbox.http.post("/v1/connections", json=body()).json()["data"]["id"]

    deleted = sandbox.http.delete(f"/v1/connections/{ident}")

    assert deleted.json() == {"code": "Success", "message": f"Connection with id '{ident}' has been deleted"}
    assert sandbox.http.get(f"/v1/connections/{ident}").json()["code"] == "NotFound_Connection"
    assert sandbox.http.post("/v1/connections", json=body()).status_code == 201


def test_unknown_group_is_not_found(sandbox: Sandbox) -> None:
    answer = sandbox.http.post("/v1/connections", json={**body(), "group_id": "nowhere"})

    assert (answer.status_code, answer.json()["code"]) == (404, "NotFound_Group")


def test_secrets_are_masked(sandbox: Sandbox) -> None:
    secret = "hunter2-hunter2"
    config = {"schema": "pay", "api_key": secret, "historical_sync_time_frame": "ALL_TIME"}

    created = sandbox.http.post("/v1/connections", json=body("stripe", **config))

    assert created.json()["data"]["config"] == {
        "api_key": "******",
        "historical_sync_time_frame": "ALL_TIME",
    }
    ident = created.json()["data"]["id"]
    assert secret not in sandbox.http.get(f"/v1/connections/{ident}").text
    assert secret not in str(sandbox.on_loop(sandbox.account.as_json))


def test_destination_names_cannot_change(sandbox: Sandbox) -> None:
    ident = sandbox.http.post("/v1/connections", json=body()).json()["data"]["id"]

    renamed = sandbox.http.patch(f"/v1/connections/{ident}", json={"config": {"schema": "other"}})

    assert renamed.status_code == 400
    assert "cannot be changed" in renamed.json()["message"]


def test_change_requires_a_persistent_field(sandbox: Sandbox) -> None:
    ident = sandbox.http.post("/v1/connections", json=body()).json()["data"]["id"]

    answer = sandbox.http.patch(f"/v1/connections/{ident}", json={"run_setup_tests": True})

    assert answer.status_code == 400


def test_setup_tests_run_on_creation_by_default(sandbox: Sandbox) -> None:
    wanted = {**body("stripe", schema="pay", api_key="good"), "run_setup_tests": True}

    created = sandbox.http.post("/v1/connections", json=wanted).json()["data"]

    assert [test["status"] for test in created["setup_tests"]] == ["PASSED", "PASSED"]
    assert created["status"]["setup_state"] == "connected"


def test_failed_setup_tests_still_create_the_connection(sandbox: Sandbox) -> None:
    wanted = {**body("stripe", schema="pay", api_key="wrong"), "run_setup_tests": True}

    created = sandbox.http.post("/v1/connections", json=wanted)

    assert created.status_code == 201
    assert created.json()["data"]["setup_tests"][0]["status"] == "FAILED"
    assert created.json()["data"]["status"]["setup_state"] == "incomplete"


def test_setup_test_requires_a_body(sandbox: Sandbox) -> None:
    ident = sandbox.http.post("/v1/connections", json=body()).json()["data"]["id"]

    assert sandbox.http.post(f"/v1/connections/{ident}/test").status_code == 400
    assert sandbox.http.post(f"/v1/connections/{ident}/test", json={}).status_code == 200


def test_lists_are_paginated_by_cursor(sandbox: Sandbox) -> None:
    sandbox.does("populate", group="dev", count=250)

    first = sandbox.http.get("/v1/groups/dev_sandbox_group/connections", params={"limit": 200}).json()["data"]
    cursor = first["next_cursor"]
    query = {"limit": 200, "cursor": cursor}
    last = sandbox.http.get("/v1/groups/dev_sandbox_group/connections", params=query).json()["data"]

    assert (len(first["items"]), len(last["items"])) == (200, 52)
    assert "next_cursor" not in last
    assert "config" not in first["items"][0]


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "1001"}, {"limit": "all"}, {"cursor": "nonsense"}])
def test_invalid_page_is_rejected(sandbox: Sandbox, query: dict[str, str]) -> None:
    assert sandbox.http.get("/v1/connections", params=query).status_code == 400


@pytest.mark.parametrize(
    ("auth", "status"), [(("sandbox-key", "no"), 401), (("nobody", "sandbox-secret"), 401), (AUTH, 200)]
)
def test_unknown_key_is_rejected(sandbox: Sandbox, auth: tuple[str, str], status: int) -> None:
    assert sandbox.http.get("/v1/account/info", auth=auth).status_code == status


def test_read_only_key_cannot_write(sandbox: Sandbox) -> None:
    answer = sandbox.http.post("/v1/connections", json=body(), auth=("sandbox-reader", "sandbox-secret"))

    assert answer.status_code == 403


def test_formats_and_methods_are_checked(sandbox: Sandbox) -> None:
    plain = {"content-type": "text/plain"}

    assert sandbox.http.post("/v1/connections", content="{}", headers=plain).status_code == 415
    assert sandbox.http.get("/v1/connections", headers={"accept": "text/html"}).status_code == 406
    assert sandbox.http.put("/v1/connections", json={}).status_code == 405
    assert sandbox.http.get("/v1/connectors").json()["code"] == "NotFound"
    accept = {"accept": "application/json;version=2"}
    assert sandbox.http.get("/v1/connections", headers=accept).status_code == 200


def test_quota_runs_out_for_an_hour(sandbox: Sandbox) -> None:
    sandbox.does("quota", limit=2)

    remaining = [sandbox.http.get("/v1/groups").headers["x-rate-limit-remaining"] for _ in range(2)]
    refused = sandbox.http.get("/v1/groups")
    sandbox.waits(hours=1)

    assert remaining == ["1", "0"]
    assert (refused.status_code, refused.json()["code"]) == (429, "TooManyRequests")
    assert 3590 <= int(refused.headers["retry-after"]) <= 3600
    assert sandbox.http.get("/v1/groups").status_code == 200


def test_setup_tests_have_their_own_quota(sandbox: Sandbox) -> None:
    ident = sandbox.http.post("/v1/connections", json=body()).json()["data"]["id"]

    statuses = {sandbox.http.post(f"/v1/connections/{ident}/test", json={}).status_code for _ in range(250)}
    refused = sandbox.http.post(f"/v1/connections/{ident}/test", json={})

    assert statuses == {200}
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) <= 60
