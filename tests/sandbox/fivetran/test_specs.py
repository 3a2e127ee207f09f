"""The sandbox matches Fivetran's OpenAPI file. Skipped without the file, which can't be redistributed."""

import csv
from typing import Any

import pytest

from sandbox.fivetran.services import load_services
from tests.sandbox.support.fivetran_server import Sandbox
from tests.sandbox.support.fivetran_spec import OPENAPI, SPECS, document, judge_answer, judge_request, knows

pytestmark = pytest.mark.skipif(not OPENAPI.exists(), reason="needs Fivetran's OpenAPI file in ../shared/specs")
BACK = {"redirect_uri": "https://desk.example.com/thanks"}


def a_tour(sandbox: Sandbox) -> None:
    """Make one call of every kind."""
    http, dev = sandbox.http, "dev_sandbox_group"
    names = {"schema": "lake", "table": "t", "schema_prefix": "lake", "table_group_name": "g"}
    for service in ("salesforce", "google_sheets", "postgres", "s3", "google_analytics_4"):
        config = {name: f"{names[name]}_{service}" for name in load_services()[service].names}
        body: dict[str, Any] = {
            "service": service,
            "group_id": dev,
            "config": config,
            "connect_card_config": BACK,
        }
        body |= {
            "connect_card_config": BACK,
            "sync_frequency": 360,
            "destination_schema_names": "FIVETRAN_NAMING",
            "schedule_type": "auto",
        }
        ident = http.post("/v1/connections", json=body).json()["data"]["id"]
        http.get(f"/v1/metadata/connector-types/{service}")
    one = f"/v1/connections/{ident}"
    sandbox.does("completes_card", connection_id=ident)
    http.patch(one, json={"paused": False, "run_setup_tests": True})
    sandbox.waits(hours=9)
    for path in ("test", "sync", "resync", "connect-card", "schemas/reload"):
        http.post(f"{one}/{path}", json={"connect_card_config": BACK} if path == "connect-card" else {})
    for path in ("", "/schemas", "/sync-history"):
        http.get(one + path)
    http.delete(one)
    for path in (
        "groups",
        f"groups/{dev}",
        f"groups/{dev}/users",
        f"groups/{dev}/connections",
        "users",
        "roles",
    ):
        http.get(f"/v1/{path}")
    for path in ("destinations", f"destinations/{dev}", "users/ada_okafor", "account/info", "connections"):
        http.get(f"/v1/{path}", params={"limit": 1000})
    http.get("/v1/metadata/connector-types", params={"limit": 1000})
    http.get("/v1/teams")
    http.get("/v1/teams/revenue/users")
    for whose in ("users/ada_okafor", "teams/revenue"):
        for where in ("groups", "connections"):
            http.get(f"/v1/{whose}/{where}")
    http.post("/v1/users/bo_lindqvist/groups", json={"id": dev, "role": "View Destination"})
    hook = {"url": f"{sandbox.url}/hook", "events": ["sync_end"], "active": True, "secret": "s"}
    ident = http.post("/v1/webhooks/account", json=hook).json()["data"]["id"]
    http.patch(f"/v1/webhooks/{ident}", json={"active": False})
    http.post(f"/v1/webhooks/{ident}/test", json={"event": "sync_end"})
    http.get("/v1/webhooks")
    http.post(f"/v1/groups/{dev}/users", json={"email": "rosa@example.com", "role": "View Destination"})
    http.delete(f"/v1/webhooks/{ident}")


def test_calls_and_responses_match_the_openapi_file(sandbox: Sandbox) -> None:
    a_tour(sandbox)

    spoken = [item for item in sandbox.env.journal.since() if item["direction"] == "in"]
    assert {item["status"] for item in spoken} == {200, 201}
    for exchange in spoken:
        judge_request(exchange)
        judge_answer(exchange)
    assert [item["path"] for item in spoken if not knows(item)] == []


@pytest.mark.parametrize("service", load_services())
def test_connector_type_has_the_fields_of_the_openapi_file(service: str) -> None:
    schemas: dict[str, Any] = document()["components"]["schemas"]
    theirs = schemas.get(f"{service}_config_V1", {}).get("properties", {}).get("config", {}).get("properties", {})
    ours = load_services()[service].config["properties"]
    writable = {name for name, known in ours.items() if not known["readonly"]}

    assert writable == set(theirs) | set(load_services()[service].names)


def test_every_connector_type_has_its_real_destination_names() -> None:
    families = {"schema": "schema", "schema+table": "schema table", "schema_prefix": "schema_prefix"}
    families["schema+table_group_name"] = "schema table_group_name"
    with (SPECS / "fivetran-services.csv").open(encoding="utf-8") as file:
        theirs = {row["service_id"]: families[row["destination_naming"]] for row in csv.DictReader(file)}

    ours = {name: " ".join(service.names) for name, service in load_services().items()}

    assert len(ours) >= 60
    assert ours == {name: theirs[name] for name in ours}
