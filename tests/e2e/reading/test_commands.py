"""What opens the form, and what a command shows instead."""

import pytest

from sandbox.driver import Sandbox
from tests.e2e.support.assertions import our_tickets, whispers
from tests.e2e.support.steps import opens_form


def test_the_type_ahead_finds_services_by_name_alias_and_part(sandbox: Sandbox) -> None:
    opens_form(sandbox.ada, "")

    found = {query: sandbox.ada.searches("service", query) for query in ("sales", "adwords", "ga4")}

    assert found["sales"][0]["text"] == "Salesforce"
    assert found["adwords"][0]["text"] == "Google Ads"
    assert found["ga4"][0]["text"].startswith("Google Analytics 4")


def test_the_report_tells_of_a_period_or_what_a_period_is(sandbox: Sandbox) -> None:
    assert "last 7 days" in whispers(sandbox.ada.types("/connector report 7"))[0]
    assert "for example: /connector report 90" in whispers(sandbox.ada.types("/connector report soon"))[0]


def test_help_opens_no_form(sandbox: Sandbox) -> None:
    answer = sandbox.ada.types("/connector help")

    assert answer["view"] is None
    assert "request a connector" in whispers(answer)[0]
    assert "/connector quiet" not in whispers(answer)[0]

    sandbox.ada.clicks("More")

    sandbox.ada.reads(until="/connector quiet 22:00-07:00 Europe/Berlin")


@pytest.mark.parametrize(("slip", "meant"), [("stauts", "status"), ("helpp", "help"), ("stats stripe", "status")])
def test_a_typo_of_a_subcommand_opens_no_form(sandbox: Sandbox, slip: str, meant: str) -> None:
    answer = sandbox.ada.types(f"/connector {slip}")

    assert answer["view"] is None
    assert f"Or did you mean /connector {meant}" in whispers(answer)[0]


def test_a_shortcut_opens_the_form_too(sandbox: Sandbox) -> None:
    form = sandbox.ada.uses("request_connector")["view"]

    assert form["title"] == "Request a connector"
    assert our_tickets(sandbox) == []
