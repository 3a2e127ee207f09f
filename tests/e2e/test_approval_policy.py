"""The approval policy of `services.yaml`: who is asked, who is refused, and when the fallback decides."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from demo.services import stage_catalog
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, connections, outcome, the_ticket, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import ada_asks, asks, card_waits, connect_card_arrives


def with_policy(tmp_path: Path, service: str = "salesforce", **approval: Any) -> str:
    """Write the catalog on stage with this policy, and return its path."""
    services = yaml.safe_load(stage_catalog().read_text(encoding="utf-8"))
    services[service]["approval"] = approval
    file = tmp_path / "services.yaml"
    file.write_text(yaml.safe_dump(services, allow_unicode=True), encoding="utf-8")
    return str(file)


def test_only_the_people_of_the_policy_decide(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start(SERVICES_FILE=with_policy(tmp_path, approvers=["rosa@example.com", "U0GUS"]))
    ada_asks(sandbox)
    card_waits(sandbox)
    assert "Gus Haines or Rosa Neri can decide." in card(sandbox)["text"]

    refused = sandbox.bo.clicks("Approve")

    assert whispers(refused) == ["Requests like this one are decided by others: rosa@example.com or U0GUS."]
    assert whispers(sandbox.gus.clicks("Approve")) == ["Guests can't do that. Ask a full member of this workspace."]
    sandbox.rosa.clicks("Approve")
    connect_card_arrives(sandbox)
    assert "Approved by Rosa Neri" in card(sandbox)["text"]


def test_home_offers_decisions_to_the_people_of_the_policy(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start(SERVICES_FILE=with_policy(tmp_path, approvers=["rosa@example.com", "U0CLEO"]))
    ada_asks(sandbox)
    card_waits(sandbox)

    assert "Waiting for your decision" in sandbox.rosa.opens_home(until="Waiting for your decision")["home"]["text"]
    assert "is waiting for @Rosa Neri or @Cleo Marsh" in sandbox.ada.opens_home(until="Salesforce")["home"]["text"]
    assert "Waiting for your decision" not in sandbox.bo.opens_home(until="Your requests")["home"]["text"]


@pytest.mark.parametrize("fallback", [None, ["@data-engineering"]])
def test_the_fallback_decides_a_request_of_the_only_approver(
    sandbox: Sandbox, bots: Bots, tmp_path: Path, fallback: list[str] | None
) -> None:
    approval: dict[str, Any] = {"approvers": ["ada@example.com"], **({"fallback": fallback} if fallback else {})}
    bots.start(SERVICES_FILE=with_policy(tmp_path, **approval))
    ada_asks(sandbox)
    card_waits(sandbox)

    shown = card(sandbox)["text"]
    sandbox.bo.clicks("Approve")

    assert "Bo Lindqvist or Cleo Marsh can decide." in shown
    assert "The approval policy leaves only people who can't decide this request. Its fallback does." in shown
    connect_card_arrives(sandbox)
    assert "approval policy" not in card(sandbox)["text"]


def test_a_confidential_request_is_read_and_decided_by_the_people_of_the_policy(
    sandbox: Sandbox, bots: Bots, tmp_path: Path
) -> None:
    file = with_policy(tmp_path, "hubspot", approvers=["rosa@example.com", "U0CLEO"], fallback=["U0BO"])
    bots.start(SERVICES_FILE=file)
    asks(sandbox.ada, "hubspot", sensitivity="personal_data", business_owner="ada")
    sandbox.gus.reads(until="Show details")
    assert "@Rosa Neri or @Cleo Marsh decides." in sandbox.gus.reads(until="Show details")[-1]["text"]

    sandbox.rosa.clicks("Show details")
    sandbox.rosa.sees(until="Approve")
    sandbox.rosa.clicks("Approve")

    connect_card_arrives(sandbox)
    assert outcome(sandbox, "hubspot")


@pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)
def test_two_people_approve_and_the_card_counts(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start(SERVICES_FILE=with_policy(tmp_path, needed=2))
    ada_asks(sandbox)
    card_waits(sandbox)
    assert "2 approvals are needed" in card(sandbox)["text"]

    sandbox.bo.clicks("Approve")
    sandbox.ada.reads(until="Approved by Bo Lindqvist · 1 more is needed")
    assert "Cleo Marsh can decide." in card(sandbox)["text"]
    sandbox.ada.reads(thread=card(sandbox)["ts"], until="Bo Lindqvist approved this. It needs another approval.")
    assert whispers(sandbox.bo.clicks("Approve")) == ["You've approved; 1 more is needed."]
    sandbox.cleo.clicks("Approve")

    connect_card_arrives(sandbox)
    assert "Approved by Bo Lindqvist and Cleo Marsh" in card(sandbox)["text"]
    assert "more is needed" not in card(sandbox)["text"]
    assert len(connections(sandbox, "salesforce")) == 1


def test_an_edit_asks_for_every_approval_again(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start(SERVICES_FILE=with_policy(tmp_path, needed=2))
    ada_asks(sandbox)
    card_waits(sandbox)
    sandbox.bo.clicks("Approve")
    sandbox.ada.reads(until="1 more is needed")

    sandbox.ada.clicks("Edit")
    sandbox.ada.sees(until="Lands in dev-fivetran.salesforce")
    assert sandbox.ada.sends_form(purpose="Compare pipeline and bookings by week for the board")["closed"]

    sandbox.ada.reads(until="2 approvals are needed")
    assert "Approved before the last edit, which voids it: Bo Lindqvist" in card(sandbox)["text"]


def test_an_approval_in_jira_counts_as_one(sandbox: Sandbox, bots: Bots, tmp_path: Path) -> None:
    bots.start(SERVICES_FILE=with_policy(tmp_path, needed=2))
    ada_asks(sandbox)
    card_waits(sandbox)

    sandbox.jira.moves(key=the_ticket(sandbox)["key"], transition="Approve", by="bo")
    sandbox.clock(advance=90)
    sandbox.ada.reads(until="Approved by Bo Lindqvist · 1 more is needed")
    answer = "The approval counts, but 1 more is needed."
    sandbox.until(lambda: answer in str(the_ticket(sandbox)["comments"]), "the ticket says so")
    sandbox.cleo.clicks("Approve")

    connect_card_arrives(sandbox)
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "In Progress", "the ticket follows")
