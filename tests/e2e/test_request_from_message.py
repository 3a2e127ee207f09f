"""A message becomes a request: its text is the purpose, which only the person who asks sees until they send it."""

from collections.abc import Callable
from typing import Any

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import card, our_tickets, the_ticket
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import PURPOSE, card_waits

SHORTCUT = "request_from_message"
KEY = "AKIA" + "Z7Q4N2X9P5T8W3LM"


def form_of(sandbox: Sandbox, person: Person, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Wait until a person's form is filled in: it opens before anything is looked up."""

    def found() -> dict[str, Any] | None:
        form = person.sees()["modal"]
        return form if form and fits(form) else None

    return dict(sandbox.until(found, "the form is filled in"))


def test_a_message_is_requested_once_its_text_was_read_in_the_form(sandbox: Sandbox, bot: Bot) -> None:
    asked = sandbox.rosa.types(
        f"@Bo Lindqvist {PURPOSE}, with Salesforce: https://example.com/plan?a=1&b=2", "general", wait=0
    )
    sandbox.ada.uses(SHORTCUT, message=asked["ts"])
    form = form_of(sandbox, sandbox.ada, lambda form: "purpose" in form["fields"])

    purpose = f"@Bo Lindqvist {PURPOSE}, with Salesforce: https://example.com/plan?a=1&b=2"
    assert form["fields"]["purpose"]["value"] == purpose
    assert form["fields"]["service"]["value"] == "Salesforce"
    assert form["fields"]["business_owner"]["value"] == "Ada Okafor"
    assert "others read it once you send the request" in form["text"]
    assert [one for one in sandbox.ada.reads() if PURPOSE in one["text"]] == []
    assert our_tickets(sandbox) == []

    assert sandbox.ada.redelivers()["error"] is None
    assert sandbox.ada.sends()["closed"]
    card_waits(sandbox)
    assert purpose in the_ticket(sandbox)["description"]
    assert f"@Bo Lindqvist {PURPOSE}" in card(sandbox)["text"]
    assert sandbox.ada.sees()["modal"] is None


def test_what_cannot_be_requested_is_refused_in_words(sandbox: Sandbox, bots: Bots, bot: Bot) -> None:
    secret = sandbox.rosa.types(f"Load Salesforce with {KEY}", wait=0)["ts"]

    sandbox.ada.uses(SHORTCUT, message=secret)
    form = form_of(sandbox, sandbox.ada, lambda form: "purpose" in form["fields"])
    sandbox.gus.uses(SHORTCUT, message=secret)
    refused = form_of(sandbox, sandbox.gus, lambda form: "Loading" not in form["text"])

    assert not form["fields"]["purpose"]["value"]
    assert "seems to contain a password or key" in form["text"]
    assert KEY not in str(form)
    assert KEY not in bots.log()
    assert "Guests can't do that" in refused["text"]
    assert not refused["fields"]


def test_the_person_chooses_the_service_while_fivetran_cannot_describe_it(sandbox: Sandbox, bot: Bot) -> None:
    asked = sandbox.rosa.types(f"{PURPOSE}, from AWS Lambda", wait=0)
    with sandbox.fault(kind="fail", service="fivetran", match="connector-types/aws_lambda", status=503, times=None):
        sandbox.ada.uses(SHORTCUT, message=asked["ts"])
        form = form_of(sandbox, sandbox.ada, lambda form: "purpose" in form["fields"])

    assert form["fields"]["purpose"]["value"] == f"{PURPOSE}, from AWS Lambda"
    assert not form["fields"]["service"]["value"]
