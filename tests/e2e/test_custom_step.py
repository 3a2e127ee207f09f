"""A workflow requests a connector by the custom step, and gets the state of the request, once."""

from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import our_tickets, the_ticket
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import PURPOSE, bo_approves, card_waits, connect_card_arrives

STEP = "request_connector_step"
INPUTS = {"service": "Salesforce", "purpose": PURPOSE, "requester": "ada", "sensitivity": "Internal"}
OPEN = {**INPUTS, "service": "Pipedrive", "sensitivity": ""}
"""A sensitive service, whose requester says how sensitive the data is."""
KEY = "AKIA" + "Z7Q4N2X9P5T8W3LM"


def execution(sandbox: Sandbox, number: int = -1) -> dict[str, Any]:
    return dict(sandbox.state("slack")["executions"][number])


def has_ended(sandbox: Sandbox) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        return execution(sandbox) if execution(sandbox)["status"] != "running" else None

    return sandbox.until(found, "the step has ended")


def filled_form(sandbox: Sandbox) -> dict[str, Any] | None:
    form = sandbox.ada.sees()["modal"]
    return form if form and "purpose" in form["fields"] else None


def test_a_workflow_requests_a_connector_and_gets_its_ticket(sandbox: Sandbox, bot: Bot, bots: Bots) -> None:
    done = sandbox.rosa.runs(STEP, INPUTS, wait=30)["execution"]
    assert sandbox.rosa.redelivers()["error"] is None
    card_waits(sandbox)

    ticket = the_ticket(sandbox)
    assert done["status"] == "completed"
    assert done["outputs"] == {
        "state": "awaiting approval",
        "state_slug": "awaiting_approval",
        "ticket_key": ticket["key"],
        "ticket_link": f"{sandbox.base_url}/jira/browse/{ticket['key']}",
    }
    assert len(our_tickets(sandbox)) == 1
    (sent,) = [one["text"] for one in sandbox.ada.reads("dm") if "Request sent" in one["text"]]
    assert "A workflow in Slack sent this for you" in sent
    assert "xwfp-" not in bots.log()


def test_the_answer_waits_for_the_decision_also_over_a_restart(sandbox: Sandbox, bots: Bots) -> None:
    bots.start()
    running = sandbox.rosa.runs(STEP, {**INPUTS, "complete_when": "decision"}, wait=0)["execution"]
    card_waits(sandbox)
    bots.stop()
    sandbox.clock(advance=3600)  # longer than the token of the execution lives
    assert running["status"] == execution(sandbox)["status"] == "running"

    bots.start()
    bo_approves(sandbox)
    connect_card_arrives(sandbox)
    outputs = has_ended(sandbox)["outputs"]

    assert outputs["state_slug"] == "awaiting_credentials"
    assert outputs["connection_link"].startswith("https://fivetran.com/dashboard/connections/")


def test_the_requester_completes_what_the_workflow_left_open(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.rosa.runs(STEP, {**OPEN, "business_owner": "rosa"}, wait=0)
    sandbox.ada.reads("dm", until="To send the request, add sensitivity")
    sandbox.ada.clicks("Complete request", in_="dm", wait=0)
    form = sandbox.until(lambda: filled_form(sandbox), "the form is filled in")

    assert form["fields"]["purpose"]["value"] == PURPOSE
    assert form["fields"]["business_owner"]["value"] == "Rosa Neri"
    assert our_tickets(sandbox) == []
    assert sandbox.ada.sends_form({"sensitivity": "internal"})["closed"]
    assert has_ended(sandbox)["outputs"]["state_slug"] == "awaiting_approval"
    sandbox.ada.reads("dm", until="You completed the request for Pipedrive")
    assert len(our_tickets(sandbox)) == 1


def test_a_workflow_whose_request_is_never_completed_fails(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.rosa.runs(STEP, OPEN, wait=0)
    sandbox.ada.reads("dm", until="Complete request")
    sandbox.clock(advance=7 * 86_400 + 60)

    assert has_ended(sandbox)["error"] == "The requester didn't complete the request within 7 days."
    sandbox.ada.reads("dm", until="The workflow that requested Pipedrive has ended")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"requester": "gus"}, "“Requester”: Guests can't do that. Ask a full member of this workspace."),
        ({"service": "salesfroce xyz"}, "“Service”: No service is called “salesfroce xyz”. Did you mean “Salesforce”?"),
        ({"purpose": "short"}, "“What is the data for?”: Describe in a sentence what the data is for."),
        ({"purpose": f"Load it with {KEY}"}, "“What is the data for?”: This looks like"),
        ({"sensitivity": "green"}, "“Sensitivity”: Use public, internal, confidential, personal data, or not sure."),
    ],
)
def test_a_wrong_input_fails_with_words_for_the_author(
    sandbox: Sandbox, bot: Bot, bots: Bots, changed: dict[str, str], error: str
) -> None:
    failed = sandbox.rosa.runs(STEP, INPUTS | changed, wait=30)["execution"]

    assert failed["status"] == "failed"
    assert failed["error"].startswith(error)
    assert KEY not in failed["error"] + bots.log()
    assert our_tickets(sandbox) == []
