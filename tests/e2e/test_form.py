"""The request form shows errors under their fields and keeps typed values."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, our_tickets, the_ticket, whispers
from tests.e2e.support.steps import BECAUSE, FORM, PURPOSE, ada_asks, asks, card_waits, opens_form


def test_an_invalid_form_can_be_corrected_and_submitted(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")

    wrong = sandbox.ada.sends_form(FORM | {"purpose": "no", "schema": "Sales Data!", "delete_after": "2020-01-01"})
    right = sandbox.ada.sends_form(purpose=PURPOSE, schema="sales_data", delete_after=_in_a_month(sandbox))

    assert set(wrong["errors"]) == {"purpose", "schema", "delete_after"}
    assert wrong["errors"]["purpose"] == "Describe in a sentence what the data is for."
    assert right["closed"]
    card_waits(sandbox)
    assert "sales_data" in the_ticket(sandbox)["description"]


def test_typed_values_survive_an_error(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")

    form = sandbox.ada.sends_form(FORM | {"purpose": "no"})["view"]

    values = {name: field["value"] for name, field in form["fields"].items()}
    assert values["purpose"] == "no"
    assert values["access"] == FORM["access"]
    assert values["sensitivity"] == "Internal"
    assert values["service"] == "Salesforce"


def test_choosing_another_service_replaces_its_fields_and_keeps_the_rest(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")
    sandbox.ada.fills(purpose=PURPOSE)

    sandbox.ada.fills(service="Mixpanel")
    chosen = form_once(sandbox, lambda form: "table" in form["fields"])["fields"]
    sandbox.ada.fills(service="PostgreSQL")
    again = form_once(sandbox, lambda form: "schema_prefix" in form["fields"])["fields"]

    assert chosen["schema"]["value"] == "mixpanel"
    assert again["schema_prefix"]["value"] == "postgres"
    assert not {"schema", "table"} & set(again)
    assert again["purpose"]["value"] == PURPOSE


def test_the_type_ahead_finds_services_by_name_alias_and_part(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "")

    found = {query: sandbox.ada.searches("service", query) for query in ("sales", "adwords", "ga4")}

    assert found["sales"][0]["text"] == "Salesforce"
    assert found["adwords"][0]["text"] == "Google Ads"
    assert found["ga4"][0]["text"].startswith("Google Analytics 4")


def test_a_form_without_a_service_asks_for_one_first(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "")

    sandbox.ada.fills(service="HubSpot")
    filled = form_once(sandbox, lambda form: "schema" in form["fields"])

    assert "schema" not in form["fields"]
    assert filled["fields"]["schema"]["value"] == "hubspot"
    assert sandbox.ada.sends_form(FORM)["closed"]


def test_a_second_request_for_the_same_service_gets_another_name(sandbox: Sandbox, bot: Bot) -> None:
    ada_asks(sandbox)

    form = opens_form(sandbox.rosa, "salesforce")
    taken = sandbox.rosa.sends_form(FORM | {"schema": "salesforce", "duplicate_reason": BECAUSE})

    assert re.search("requested · @?Ada Okafor – is waiting for", form["text"])
    assert form["fields"]["schema"]["value"] == "salesforce_2"
    assert "already taken" in taken["errors"]["schema"]


@pytest.mark.parametrize("door", ["socket", "http"], indirect=True)
def test_the_word_payload_breaks_neither_the_command_nor_the_form(sandbox: Sandbox, bot: Bot) -> None:
    words = "payload={} & payload=%7B%7D of our vehicles"
    form = sandbox.ada.types("/connector request payload=salesforce")["view"]

    sandbox.ada.fills(FORM | {"service": "Salesforce", "purpose": words})
    form_once(sandbox, lambda form: form["fields"].get("schema", {}).get("value") == "salesforce")
    sent = sandbox.ada.sends()

    assert form["title"] == "Request a connector"
    assert sent["closed"]
    card_waits(sandbox)
    assert words in the_ticket(sandbox)["description"]


def test_mentions_and_markup_in_the_purpose_are_escaped(sandbox: Sandbox, bot: Bot) -> None:
    nasty = "<!channel> <@U0BO> *bold* <http://evil.example|the docs> & `code`\n>quote ~no~ _yes_ </script>"

    asks(sandbox.ada, "salesforce", purpose=nasty, access="<!here> and <#C0GENERAL>")

    card_waits(sandbox)
    seen = card(sandbox, "bo")
    assert "<!channel> <@U0BO>" in seen["text"]
    assert "<!channel>" not in str(seen["blocks"])
    assert "&lt;!here&gt; and &lt;#C0GENERAL&gt;" in str(seen["blocks"])
    assert nasty.splitlines()[0] in the_ticket(sandbox)["description"]


def test_help_opens_no_form(sandbox: Sandbox, bot: Bot) -> None:
    answer = sandbox.ada.types("/connector help")

    assert answer["view"] is None
    assert "request a connector" in whispers(answer)[0]
    assert "/connector quiet" not in whispers(answer)[0]

    sandbox.ada.clicks("More")

    sandbox.ada.reads(until="/connector quiet 22:00-07:00 Europe/Berlin")


@pytest.mark.parametrize(("slip", "meant"), [("stauts", "status"), ("helpp", "help"), ("stats stripe", "status")])
def test_a_typo_of_a_subcommand_opens_no_form(sandbox: Sandbox, bot: Bot, slip: str, meant: str) -> None:
    answer = sandbox.ada.types(f"/connector {slip}")

    assert answer["view"] is None
    assert f"Or did you mean /connector {meant}" in whispers(answer)[0]


def test_a_typo_of_a_service_is_proposed_and_a_press_opens_its_form(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="deliver_twice", service="slack", match="slash_command"):
        answer = sandbox.ada.types("/connector salesfroce")

    assert answer["view"] is None
    assert "I couldn't find a service called “salesfroce”. Did you mean Salesforce?" in whispers(answer)[0]

    sandbox.ada.clicks("Request Salesforce")

    form = form_once(sandbox, lambda form: "Salesforce" in str(form["fields"]["service"]))
    assert len([one for one in sandbox.ada.reads() if "salesfroce" in one["text"]]) == 1
    assert form["title"] == "Request a connector"


def test_words_that_name_nothing_lead_to_a_custom_connector(sandbox: Sandbox, bot: Bot) -> None:
    answer = sandbox.ada.types("/connector whatever is this")
    assert "Or did you mean /connector ask whatever is this?" in whispers(answer)[0]

    sandbox.ada.clicks("Request a custom connector")

    form = form_once(sandbox, lambda form: "config.source_name" in form["fields"])
    assert form["fields"]["config.source_name"]["value"] == "whatever is this"


def test_guests_see_why_they_cannot_use_the_form(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.gus.types("/connector salesforce")

    words = sandbox.until(
        lambda: "Guests can't do that" in (sandbox.gus.sees()["modal"] or {}).get("text", ""), "why not"
    )
    sandbox.gus.closes()
    again = sandbox.gus.types("/connector salesforce")

    assert words
    assert again["view"] is None
    assert "Guests can't do that" in whispers(again)[-1]
    assert our_tickets(sandbox) == []


def test_a_shortcut_opens_the_form_too(sandbox: Sandbox, bot: Bot) -> None:
    form = sandbox.ada.uses("request_connector")["view"]

    assert form["title"] == "Request a connector"
    assert our_tickets(sandbox) == []


def form_once(sandbox: Sandbox, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until Ada's form is redrawn as expected, which happens a while after her choice."""

    def found() -> dict[str, Any] | None:
        form = sandbox.ada.sees()["modal"]
        return form if form and fits(form) else None

    return dict(sandbox.until(found, "the form is drawn anew"))


def _in_a_month(sandbox: Sandbox) -> str:
    return (datetime.fromtimestamp(sandbox.clock_now()["now"], UTC) + timedelta(days=30)).date().isoformat()
