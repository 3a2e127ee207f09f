"""A workspace of an Enterprise organization: payloads name a sister workspace, or none."""

import pytest

from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, card, outcome, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import connect_card_arrives, up_to_approval


@pytest.mark.parametrize("payload_team", ["T0SISTER", ""])
def test_members_of_an_organization_request_and_approve(sandbox: Sandbox, bots: Bots, payload_team: str) -> None:
    sandbox.slack.organization(payload_team=payload_team)
    bots.start()

    up_to_approval(sandbox)
    assert whispers(sandbox.bo.clicks("Approve")) == []

    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_members_of_an_organization_get_answers(sandbox: Sandbox, bots: Bots) -> None:
    sandbox.slack.organization()
    bots.start()

    asked = sandbox.ada.types("@Connector Desk who can approve a request?", channel="data-help")

    answer = sandbox.ada.reads("data-help", thread=asked["ts"], until="approve")[-1]
    assert "member" not in answer["text"]


@pytest.mark.parametrize("name", ["pia", "rosa", "gus"])
def test_people_outside_our_workspace_decide_nothing(sandbox: Sandbox, bots: Bots, name: str) -> None:
    sandbox.slack.organization()
    bots.start()
    sandbox.slack.organization(users=["rosa"], teams=["T0SISTER"])
    sandbox.slack.group(add=["pia", "rosa", "gus"])
    sandbox.slack.share(channel="C0FIVETRAN")
    up_to_approval(sandbox, business_owner="bo")

    (reply,) = whispers(getattr(sandbox, name).clicks("Approve"))

    assert reply.startswith("Guests can't" if name == "gus" else "Only members of this workspace")
    assert "Waiting for approval" in card(sandbox)["text"]
