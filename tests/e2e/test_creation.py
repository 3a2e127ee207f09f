"""The creation request to Fivetran: the names that the service needs, and the fixed settings."""

from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.steps import bo_approves, connect_card_arrives, up_to_approval, up_to_connect_card


@pytest.mark.parametrize(
    ("service", "config"),
    [
        ("salesforce", {"schema": "salesforce"}),
        ("mixpanel", {"schema": "mixpanel", "table": "data"}),
        ("postgres", {"schema_prefix": "postgres"}),
        ("adroll", {"schema": "adroll", "table": "deliveries"}),
    ],
    ids=["schema", "schema and table", "schema prefix", "table that the catalog fixes"],
)
def test_each_service_is_given_the_destination_names_it_needs(
    sandbox: Sandbox, bot: Bot, service: str, config: dict[str, str]
) -> None:
    up_to_connect_card(sandbox, service)

    body = _creation(sandbox)

    assert body["service"] == service
    assert body["config"] == config


def test_what_the_catalog_fixes_goes_into_the_creation(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox, "google_ads", schema="ads_emea")

    config = _creation(sandbox)["config"]

    assert config["schema"] == "ads_emea"
    assert config["sync_mode"] == "AllAccounts"
    assert config["timeframe_months"] == "TWELVE"
    assert [report["table"] for report in config["reports"]] == [
        "campaign_stats",
        "ad_group_stats",
        "keyword_stats",
    ]


def test_a_new_connection_is_paused_untested_and_as_fresh_as_asked_for(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox, freshness="Every 6 hours", schema="sales_emea")

    body = _creation(sandbox)

    assert (body["paused"], body["run_setup_tests"]) == (True, False)
    assert body["destination_schema_names"] == "FIVETRAN_NAMING"
    assert body["sync_frequency"] == 360
    assert body["group_id"] == "dev_sandbox_group"
    assert body["config"]["schema"] == "sales_emea"


def _creation(sandbox: Sandbox) -> dict[str, Any]:
    (call,) = sandbox.journal(service="fivetran", method="POST", path="/v1/connections")
    return dict(call["request"])


def test_while_fivetran_takes_long_the_card_shows_the_approval(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    with sandbox.fault(kind="hold", service="fivetran", match="POST /v1/connections$"):
        bo_approves(sandbox)
        sandbox.ada.reads(until="Approved – creating the development connection")

    connect_card_arrives(sandbox)
    sandbox.ada.reads(until="Waiting for credentials")
