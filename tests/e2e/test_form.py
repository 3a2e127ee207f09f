"""The request form shows errors under their fields and keeps typed values."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, our_tickets, the_ticket, whispers
from tests.e2e.support.steps import BECAUSE, FORM, PURPOSE, ada_asks, asks, card_waits, opens_form, sends


def test_one_answer_is_enough(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")
    form = form_once(sandbox, lambda form: "For Marketing analysts" in form["text"])  # Slack says who she is

    sent = sandbox.ada.sends_form(purpose=PURPOSE)

    assert list(form["fields"]) == ["service", "purpose", "business_owner"]
    assert sent["closed"]
    card_waits(sandbox)
    assert "Marketing analysts" in card(sandbox)["text"]
    assert "Business owner Ada Okafor" in card(sandbox)["text"]
    assert "dev-fivetran.salesforce" in card(sandbox)["text"]


def test_an_invalid_form_can_be_corrected_and_submitted(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")

    wrong = sends(sandbox.ada, FORM | {"purpose": "no", "schema": "Sales Data!", "delete_after": "2020-01-01"})
    right = sandbox.ada.sends_form(purpose=PURPOSE, schema="sales_data", delete_after=_in_a_month(sandbox))

    assert set(wrong["errors"]) == {"purpose", "schema", "delete_after"}
    assert wrong["errors"]["purpose"] == "Describe in a sentence what the data is for."
    assert right["closed"]
    card_waits(sandbox)
    assert "sales_data" in the_ticket(sandbox)["description"]


def test_typed_values_survive_an_error(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")

    form = sends(sandbox.ada, FORM | {"purpose": "no", "access": "Revenue team"})["view"]

    values = {name: field["value"] for name, field in form["fields"].items()}
    assert values["purpose"] == "no"
    assert values["access"] == "Revenue team"
    assert values["business_owner"] == "Rosa Neri"
    assert values["service"] == "Salesforce"


def test_choosing_another_service_replaces_its_fields_and_keeps_the_rest(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")
    sandbox.ada.fills(purpose=PURPOSE)

    sandbox.ada.fills(service="Mixpanel")
    chosen = form_once(sandbox, lambda form: "dev-fivetran.mixpanel.data" in form["text"])
    sandbox.ada.fills(service="PostgreSQL")
    again = form_once(sandbox, lambda form: "dev-fivetran.postgres_…" in form["text"])

    assert "Internal data" in chosen["text"]
    assert "sensitivity" in again["fields"]
    assert "mixpanel" not in again["text"]
    assert again["fields"]["purpose"]["value"] == PURPOSE


def test_two_quick_choices_end_in_the_form_of_the_second(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "")
    settings = "GET /fivetran/v1/metadata/connector-types/"
    first = sandbox.fault(kind="hold", service="fivetran", match=f"{settings}mixpanel")
    second = sandbox.fault(kind="hold", service="fivetran", match=f"{settings}linear")
    sandbox.ada.fills(service="Mixpanel")
    sandbox.ada.fills(service="Linear")

    first.ends()
    mixpanel = partial(sandbox.journal, method="GET", path="/v1/metadata/connector-types/mixpanel")
    sandbox.until(mixpanel, "the settings of the first service")
    second.ends()

    form = form_once(sandbox, lambda form: "dev-fivetran.linear" in form["text"])
    assert form["fields"]["service"]["value"].startswith("Linear")
    assert sandbox.ada.sends_form(purpose=PURPOSE)["closed"]


def test_a_form_is_not_sent_before_the_person_saw_what_is_proposed_for_the_service(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "")
    with sandbox.fault(kind="slow", service="slack", match="views.update", seconds=4.0):
        sandbox.ada.fills(service="Linear", purpose=PURPOSE)
        seen = sandbox.ada.sends()

        assert not seen["closed"]
        assert "The form now fits Linear. Check it, then send it." in seen["view"]["text"]
        assert sandbox.ada.sends()["closed"]


def test_an_error_outlives_a_check_while_typing_and_a_change(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "salesforce")
    wrong = sends(sandbox.ada, FORM | {"purpose": "no", "schema": "sales"})

    sandbox.ada.fills(schema="Sales Force")
    typed = form_once(sandbox, lambda form: "Try sales_force." in form["text"])
    changed = sandbox.ada.clicks("change_freshness", in_="modal")["view"]
    sandbox.ada.fills(purpose=PURPOSE, schema="sales_force")
    right = form_once(sandbox, lambda form: "Try" not in form["text"])

    assert set(wrong["errors"]) == {"purpose"}
    assert "Describe in a sentence" in typed["text"]
    assert "Describe in a sentence" in changed["text"]
    assert "Describe in a sentence" not in right["text"]
    assert sandbox.ada.sends()["closed"]


def test_a_name_that_was_taken_meanwhile_becomes_a_field_with_a_free_one(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.rosa, "salesforce")
    ada_asks(sandbox)

    taken = sends(sandbox.rosa, FORM)
    sandbox.rosa.fills(schema="salesforce_2")
    again = sandbox.rosa.sends_form(duplicate_reason=BECAUSE)

    assert "salesforce is already taken. salesforce_2 is free." in taken["view"]["text"]
    assert taken["view"]["fields"]["schema"]["value"] == "salesforce"
    assert again["closed"]


def test_a_form_without_a_service_asks_for_one_first(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "")

    sandbox.ada.fills(service="HubSpot")
    filled = form_once(sandbox, lambda form: "Lands in" in form["text"])

    assert "Lands in" not in form["text"]
    assert "Lands in dev-fivetran.hubspot" in filled["text"]
    assert sends(sandbox.ada, FORM)["closed"]


def test_a_second_request_for_the_same_service_gets_another_name(sandbox: Sandbox, bot: Bot) -> None:
    ada_asks(sandbox)

    form = opens_form(sandbox.rosa, "salesforce")
    taken = sends(sandbox.rosa, FORM | {"schema": "salesforce", "duplicate_reason": BECAUSE})

    assert re.search("requested · @?Ada Okafor – is waiting for", form["text"])
    assert "Lands in dev-fivetran.salesforce_2" in form["text"]
    assert "salesforce is already taken. salesforce_2 is free." in taken["errors"]["schema"]


@pytest.mark.parametrize("door", ["socket", "http"], indirect=True)
def test_the_word_payload_breaks_neither_the_command_nor_the_form(sandbox: Sandbox, bot: Bot) -> None:
    words = "payload={} & payload=%7B%7D of our vehicles"
    sandbox.ada.types("/connector request payload=salesforce")
    form = sandbox.ada.clicks("Request a custom connector")["view"]

    sandbox.ada.fills(FORM | {"service": "Salesforce", "purpose": words})
    form_once(sandbox, lambda form: "Lands in dev-fivetran.salesforce" in form["text"])
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


def test_a_typo_of_a_service_is_proposed_and_a_press_opens_its_form(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="deliver_twice", service="slack", match="slash_commands"):
        answer = sandbox.ada.types("/connector salesfroce")

    assert answer["view"] is None
    assert "I couldn't find a service called “salesfroce”. Did you mean Salesforce?" in whispers(answer)[0]
    assert sandbox.ada.redelivers()["error"] is None

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


def form_once(sandbox: Sandbox, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until Ada's form is redrawn as expected, which happens a while after her choice."""

    def found() -> dict[str, Any] | None:
        form = sandbox.ada.sees()["modal"]
        return form if form and fits(form) else None

    return dict(sandbox.until(found, "the form is drawn anew"))


def _in_a_month(sandbox: Sandbox) -> str:
    return (datetime.fromtimestamp(sandbox.clock_now()["now"], UTC) + timedelta(days=30)).date().isoformat()
