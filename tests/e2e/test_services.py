"""From choosing a service to the body of `POST /v1/connections`, for each naming family."""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from demo.form import fill_in
from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, our_tickets, strikes
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import CUSTOM, FORM, bo_approves, card_waits, opens_form, reason, sends
from tests.e2e.test_form import form_once

ALWAYS = {
    "group_id": "dev_sandbox_group",
    "paused": True,
    "run_setup_tests": False,
    "pause_after_trial": False,
    "schedule_type": "auto",
    "sync_frequency": 1440,
    "destination_schema_names": "FIVETRAN_NAMING",
}


def created(sandbox: Sandbox) -> dict[str, Any]:
    """Let Bo approve, and return the body that the bot sends to Fivetran, without what asks for a Connect Card."""
    card_waits(sandbox)
    bo_approves(sandbox)
    sandbox.ada.reads(until="Waiting for credentials")
    body = dict(sandbox.journal(method="POST", path="/v1/connections")[-1]["request"])
    asked = body.pop("connect_card_config")
    assert asked["hide_setup_guide"] is False
    assert "/connected/" in asked["redirect_uri"]
    return body


def test_salesforce_with_a_config_field(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "salesforce")
    sends(sandbox.ada, FORM | {"config.sync_formula_fields": "Yes", "config.api_usage_limit": "75"})

    body = created(sandbox)

    assert not {"config.certificate", "config.private_key", "config.authentication_method"} & set(form["fields"])
    assert body == ALWAYS | {
        "service": "salesforce",
        "config": {"schema": "salesforce", "sync_formula_fields": True, "api_usage_limit": 75},
    }
    assert "Sync formula fields: yes" in card(sandbox, "bo")["text"]


def test_postgresql_by_its_prefix(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "postgres")
    sends(sandbox.ada, FORM | {"schema_prefix": "shop", "config.update_method": "QUERY_BASED"})

    body = created(sandbox)

    assert not {"config.host", "config.user", "config.password", "schema"} & set(form["fields"])
    assert body == ALWAYS | {
        "service": "postgres",
        "config": {"schema_prefix": "shop", "update_method": "QUERY_BASED"},
    }


def test_google_sheets_by_schema_and_table(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "google sheets")
    address = "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit"
    empty = sends(sandbox.ada, FORM | {"table": "plan"})
    wrong = sandbox.ada.sends_form({"config.sheet_id": "Budget", "config.named_range": "the budget"})
    sandbox.ada.sends_form({"config.sheet_id": address, "config.named_range": "budget"})

    body = created(sandbox)

    assert set(empty["errors"]) == {"config.sheet_id", "config.named_range"}
    assert "Try “the_budget”." in wrong["errors"]["config.named_range"]
    assert "https://docs.google.com/spreadsheets/d/" in wrong["errors"]["config.sheet_id"]
    assert body == ALWAYS | {
        "service": "google_sheets",
        "config": {"schema": "google_sheets", "table": "plan", "sheet_id": address, "named_range": "budget"},
    }


def test_s3_by_table_group_on_several_pages(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "s3")
    sandbox.ada.clicks("change_settings", in_="modal")
    names = {"table_group_name": "invoices", "config.bucket": "shop-invoices"}
    wrong = sends(sandbox.ada, FORM | names | {"purpose": "no"})
    step = sandbox.ada.sends_form(purpose=FORM["purpose"])
    sandbox.ada.fills({"config.file_type": "csv"})
    sandbox.ada.closes()
    back = sandbox.ada.sees()["modal"]
    again = sandbox.ada.sends()["view"]
    while sandbox.ada.sees()["modal"]:
        assert not sandbox.ada.sends()["errors"]

    body = created(sandbox)

    assert set(wrong["errors"]) == {"purpose"}, "what the next step asks is not missing yet"
    assert "More settings for" in step["view"]["text"]
    assert back["fields"]["purpose"]["value"] == FORM["purpose"]
    assert again["fields"]["config.file_type"]["value"] == "CSV"
    assert body == ALWAYS | {
        "service": "s3",
        "config": {
            "schema": "s3",
            "table_group_name": "invoices",
            "bucket": "shop-invoices",
            "file_type": "csv",
        },
    }


def test_a_dependent_field_appears_with_its_condition(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "reddit ads")
    before = sandbox.ada.clicks("change_settings", in_="modal")["view"]["fields"]
    sandbox.ada.fills({"config.sync_mode": "SpecificAccounts"})
    form_once(sandbox, lambda form: "config.business_accounts" in form["fields"])
    missing = sends(sandbox.ada, FORM)
    sandbox.ada.sends_form({"config.business_accounts": "a2_one\na2_two"})

    body = created(sandbox)

    assert "config.business_accounts" not in before
    assert missing["errors"] == {"config.business_accounts": "Please complete this required field."}
    assert body["config"] == {
        "schema": "reddit_ads",
        "sync_mode": "SpecificAccounts",
        "business_accounts": ["a2_one", "a2_two"],
    }


def test_google_analytics_4_with_the_chosen_reports(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "ga4")
    sends(sandbox.ada, FORM | {"reports": ["traffic", "events"], "config.timeframe_months": "SIX"})

    config = created(sandbox)["config"]

    assert config["sync_mode"] == "ALL_ACCOUNTS"
    assert config["timeframe_months"] == "SIX"
    assert [report["table"] for report in config["reports"]] == ["traffic", "events"]
    assert config["reports"][1]["prebuilt_report"] == "EVENTS_REPORT"


def test_an_internal_service_exists_for_superusers_only(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(SUPERUSERS="U0ADA")
    sandbox.ada.reads(until="broke")  # the bot knows by now what is there, and which names are taken
    opens_form(sandbox.rosa, "")
    opens_form(sandbox.ada, "")

    others = sandbox.rosa.searches("service", "fivetran")
    ours = sandbox.ada.searches("service", "fivetran")

    assert "fivetran_log" not in [option["value"] for option in others]
    assert "fivetran_log" in [option["value"] for option in ours]
    sandbox.ada.fills(service="fivetran_log")
    form = form_once(sandbox, lambda form: "duplicate_reason" in form["fields"])
    assert sends(sandbox.ada, FORM | reason(form))["errors"] == {}
    assert created(sandbox)["service"] == "fivetran_log"


@pytest.mark.parametrize("door", ["http"], indirect=True)
def test_a_forged_id_of_an_internal_service_is_an_error_of_its_field(sandbox: Sandbox, bots: Bots) -> None:
    url = bots.start(SUPERUSERS="U0ADA").url
    opens_form(sandbox.rosa, "hubspot")
    sends(sandbox.rosa, FORM | {"schema": "no name"})
    sent = [one["request"] for one in sandbox.journal(direction="out") if "no name" in str(one["request"])]
    values = sent[-1]["view"]["state"]["values"]

    values["service"]["choose_service"]["selected_option"]["value"] = "fivetran_log"
    answer = delivered(url, sent[-1])

    assert answer == {"response_action": "errors", "errors": {"service": "Choose a service from the list."}}
    assert our_tickets(sandbox) == []


def delivered(url: str, payload: dict[str, Any]) -> Any:
    """Return the bot's response to a payload with a valid Slack signature."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    now = str(int(time.time()))
    signature = SignatureVerifier("sandbox-signing-secret").generate_signature(timestamp=now, body=body) or ""
    headers = {
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return httpx.post(f"{url}/slack/events", content=body, headers=headers, trust_env=False).json()


def test_a_sunset_service_names_its_replacement(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "yahoo")

    sent = sandbox.ada.sends()

    assert "ask for that instead" in form["text"]
    assert "sunset" in form["fields"]["service"]["value"]
    assert set(form["fields"]) == {"service"}
    assert "being retired" in sent["errors"]["service"]


def test_existing_connections_are_shown_before_another_one_is_requested(sandbox: Sandbox, bot: Bot) -> None:
    def shown() -> Any:
        form = opens_form(sandbox.ada, "jira")
        return form if "jira in Fivetran_Prod" in form["text"] else None

    form = sandbox.until(shown, "the bot has looked at the connections")
    fill_in(sandbox.ada, {"schema": "jira"})
    form_once(sandbox, lambda form: "already taken" in form["text"])
    without = sends(sandbox.ada, FORM | {"schema": "jira_test"})
    no_reason = sandbox.ada.sends_form(duplicate_reason="because")
    sandbox.ada.sends_form(duplicate_reason="The test account is another one.")

    assert set(without["errors"]) == {"duplicate_reason"}
    assert "Explain why the existing connection isn't enough." in no_reason["errors"]["duplicate_reason"]
    assert "jira in Fivetran_Prod" in form["text"]
    assert created(sandbox)["config"] == {"schema": "jira_test"}
    assert "The test account is another one." in card(sandbox, "bo")["text"]


def test_a_service_that_does_not_exist_becomes_a_custom_connector(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "")
    offered = sandbox.ada.searches("service", "Casa Verde")
    sandbox.ada.fills(service="Casa Verde")
    form = form_once(sandbox, lambda form: "config.source_name" in form["fields"])
    sends(sandbox.ada, FORM | CUSTOM)
    card_waits(sandbox)
    bo_approves(sandbox)
    sandbox.ada.reads(until="Being built")

    made = sandbox.fivetran.makes(service="google_cloud_function", schema="casa_verde")
    sandbox.clock(advance=61)
    sandbox.ada.reads(until="Waiting for credentials")

    assert offered[0]["text"] == "Request a custom connector: Casa Verde"
    assert form["fields"]["config.source_name"]["value"] == "Casa Verde"
    ticket = next(issue for issue in sandbox.state("jira")["issues"] if "Casa Verde" in issue["fields"]["summary"])
    assert "https://github.com/mozilla/fivetran-connectors" in str(ticket)
    sandbox.until(lambda: made["id"] in card(sandbox, "bo")["text"], "the connection on the card")


def test_choosing_another_custom_name_asks_for_that_one(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "")
    sandbox.ada.searches("service", "Casa Verde")
    sandbox.ada.fills(service="Casa Verde")
    form_once(sandbox, lambda form: _source(form) == "Casa Verde")

    sandbox.ada.searches("service", "Villa Rosa")
    sandbox.ada.fills(service="Villa Rosa")
    form = form_once(sandbox, lambda form: _source(form) == "Villa Rosa")

    assert "Lands in dev-fivetran.villa_rosa" in form["text"]


def _source(form: dict[str, Any]) -> Any:
    return form["fields"].get("config.source_name", {}).get("value")


def test_a_custom_connection_of_another_name_is_linked_by_an_approver(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "Casa Verde")
    sends(sandbox.ada, FORM | CUSTOM | {"config.code_may_be_public": "No"})
    card_waits(sandbox)
    bo_approves(sandbox)
    sandbox.ada.reads(until="Being built")
    made = sandbox.fivetran.makes(service="connector_sdk", schema="casa_two")

    sandbox.rosa.types(f"/connector link casa_verde {made['id']}")
    sandbox.rosa.reads(until="Only approvers can link")
    trouble = sandbox.fault(kind="fail", service="slack", match="/api/", status=503, times=None)
    sandbox.bo.types(f"/connector link casa_verde {made['id']}", wait=0)
    strikes(sandbox, trouble)  # the command waits until Slack can say who typed it
    trouble.ends()

    sandbox.clock(advance=30)
    sandbox.bo.reads(until="to the request for")
    sandbox.ada.reads(until="Waiting for credentials")


@pytest.mark.parametrize("typed", ["salesfroce", "sales forse", "SFDC", "crm"])
def test_misspelled_names_find_their_service(sandbox: Sandbox, bot: Bot, typed: str) -> None:
    opens_form(sandbox.ada, "")

    assert "Salesforce" in [option["text"] for option in sandbox.ada.searches("service", typed)]


def test_a_secret_is_refused_and_stored_nowhere(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start()
    secret = "ghp_" + "a1B2c3D4e5F6" * 3
    opens_form(sandbox.ada, "salesforce")

    offered = sandbox.ada.searches("service", secret)
    wrong = sends(sandbox.ada, FORM | {"purpose": f"Forecasting, the token is {secret}", "config.base_url": secret})
    fill_in(sandbox.ada, {"schema": "salesforce_eu"})
    sandbox.ada.closes()
    sandbox.ada.reads(until="I saved your answers")
    resumed = opens_form(sandbox.ada, "")

    assert {name for name, words in wrong["errors"].items() if "GitHub token" in words} == {
        "purpose",
        "config.base_url",
    }
    assert secret not in str(offered)
    assert "Lands in dev-fivetran.salesforce_eu" in resumed["text"]
    assert not resumed["fields"]["purpose"]["value"]
    said_by_us = [one["request"] for one in sandbox.journal() if one["direction"] == "in"]
    answered = [one["response"] for one in sandbox.journal() if one["direction"] == "out"]
    assert secret not in str(said_by_us) + str(answered)
    assert secret not in bots.log()
    for file in tmp_path.glob("*.sqlite3*"):
        assert secret.encode() not in file.read_bytes()


def test_a_secret_in_the_reason_of_a_decline_is_refused(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Decline request")

    wrong = sandbox.bo.sends_form(reason="Use this instead: AKIAIOSFODNN7EXAMPLE and be happy")

    assert "AWS key" in wrong["errors"]["reason"]


def test_an_invalid_name_is_reported_before_the_form_is_submitted(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")

    fill_in(sandbox.ada, {"schema": "Hub Spot!"})
    form_once(sandbox, lambda form: "only lowercase letters" in form["text"])
    fill_in(sandbox.ada, {"schema": "hubspot_eu"})
    good = form_once(sandbox, lambda form: "only lowercase letters" not in form["text"])

    assert good["fields"]["schema"]["value"] == "hubspot_eu"
