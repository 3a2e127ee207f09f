"""A person asks for data that exists in one press; the owner answers with one, and both see the end."""

from typing import Any

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import connections, posted, whispers
from tests.e2e.support.steps import ada_asks, bo_approves, opens_form


def ada_owns_hubspot(sandbox: Sandbox, sensitivity: str = "internal") -> None:
    """Ada requested HubSpot, and its connection exists."""
    ada_asks(sandbox, "hubspot", business_owner="ada", sensitivity=sensitivity)
    if sensitivity == "internal":
        sandbox.bo.reads(until="Waiting for approval")
        bo_approves(sandbox)
    else:
        sandbox.bo.reads(until="Waiting for approval")
        sandbox.bo.clicks("Show details")
        sandbox.bo.sees(until="Forecasting sales")
        sandbox.bo.clicks("Approve", in_="modal")
    sandbox.until(lambda: connections(sandbox, "hubspot"), "the connection")
    sandbox.clock(advance=61)


def rosa_sees(sandbox: Sandbox, text: str) -> dict[str, Any]:
    """Rosa opens the form until it shows what the last poll saw."""

    def shown() -> dict[str, Any] | None:
        form = opens_form(sandbox.rosa, "hubspot")
        return form if text in form["text"] else None

    return sandbox.until(shown, f"a form with {text}")


def access_tickets(sandbox: Sandbox) -> list[Any]:
    issues = sandbox.state("jira")["issues"]
    return [issue for issue in issues if "fivetran-access" in issue["fields"]["labels"]]


def test_a_press_asks_the_owner_and_their_yes_opens_a_ticket(sandbox: Sandbox, bot: Bot) -> None:
    ada_owns_hubspot(sandbox)
    rosa_sees(sandbox, "hubspot in Fivetran_Dev")

    with sandbox.fault(kind="deliver_twice", service="slack", match="block_actions"):
        sandbox.rosa.clicks("Ask for access", in_="modal")
    form = sandbox.rosa.sees(until="Your question is on its way")["modal"]
    sandbox.rosa.reads(until="I asked Ada Okafor for access to hubspot")
    sandbox.ada.reads("dm", until="Rosa Neri asks for access to hubspot (HubSpot, Fivetran_Dev), which you own.")
    sandbox.ada.clicks("Approve access", in_="dm")

    sandbox.rosa.reads("dm", until="Ada Okafor approved your access to hubspot (HubSpot) in Fivetran_Dev")
    sandbox.ada.reads("dm", until="Ada Okafor approved access to hubspot")
    assert "duplicate_reason" in form["fields"]
    assert len(posted(sandbox, "access-question:")) == 1
    (ticket,) = access_tickets(sandbox)
    assert "rosa@example.com" in ticket["fields"]["summary"]
    assert "Ada Okafor approved this access in Slack." in str(ticket)


def test_the_owner_of_restricted_data_is_asked_without_being_named(sandbox: Sandbox, bot: Bot) -> None:
    ada_owns_hubspot(sandbox, "confidential")
    rosa_sees(sandbox, "1 restricted connection")

    sandbox.rosa.clicks("Ask for access", in_="modal")
    sandbox.rosa.reads(until="I asked the owner for access, and I'll message you when they answer.")
    sandbox.ada.reads("dm", until="Rosa Neri asks for access to hubspot")
    waiting = sandbox.rosa.opens_home(until="You asked for access to what's restricted of HubSpot")["home"]["text"]
    home = sandbox.ada.opens_home(until="Your turn")["home"]["text"]
    sandbox.ada.clicks("Decline", in_="home")
    sandbox.ada.sees(until="Decline access")
    refused = sandbox.ada.sends_form(reason="password: hunter2-Zebra-91")["errors"]
    assert sandbox.ada.sends_form(reason="Only the board reads it. Ask Bo for the summary.")["closed"]
    sandbox.ada.sees(until="Your connections")

    said = sandbox.rosa.reads(
        "dm", until="The owner or an approver declined your access to what's restricted of HubSpot."
    )
    assert "reason" in refused
    assert "Only the board reads it. Ask Bo for the summary." in str(said)
    sandbox.ada.reads("dm", until="Ada Okafor declined access to hubspot")
    assert "Rosa Neri asks for access to hubspot (HubSpot, Fivetran_Dev), which you own" in home
    sandbox.until(lambda: "asks for access" not in sandbox.ada.sees()["home"]["text"], "nothing left to answer")
    sandbox.until(lambda: "You asked for access" not in sandbox.rosa.sees()["home"]["text"], "nothing left to wait for")
    assert "Ada" not in str([one["text"] for one in said]) + waiting
    assert access_tickets(sandbox) == []


def test_status_list_and_answers_offer_the_same_press_and_say_that_it_was_asked(sandbox: Sandbox, bot: Bot) -> None:
    ada_owns_hubspot(sandbox)
    rosa_sees(sandbox, "hubspot in Fivetran_Dev")

    own = "\n".join(whispers(sandbox.ada.types("/connector status hubspot", wait=30)))
    status = "\n".join(whispers(sandbox.rosa.types("/connector status hubspot", wait=30)))
    listed = "\n".join(whispers(sandbox.rosa.types("/connector list hubspot", wait=30)))
    sandbox.rosa.types("/connector ask how do I get access to hubspot", wait=30)
    sandbox.rosa.reads(until="Ask for access asks the owner.")
    sandbox.rosa.clicks("Ask for access")
    sandbox.rosa.reads(until="I asked Ada Okafor for access to hubspot")
    again = "\n".join(whispers(sandbox.rosa.types("/connector status hubspot", wait=30)))

    assert "hubspot in Fivetran_Dev" in listed
    assert "[Ask for access]" in status
    assert "[Ask for access]" not in own
    assert "You asked for access" in again
    assert "[Ask for access]" not in again
    assert len(posted(sandbox, "access-question:")) == 1


def test_a_list_of_a_service_offers_to_ask_the_owner_of_what_is_restricted(sandbox: Sandbox, bot: Bot) -> None:
    ada_owns_hubspot(sandbox, "confidential")
    rosa_sees(sandbox, "1 restricted connection")

    def lists() -> str:
        return "\n".join(whispers(sandbox.rosa.types("/connector list hubspot", wait=30)))

    listed = sandbox.until(lambda: one if "restricted connection" in (one := lists()) else None, "a restricted one")
    status = "\n".join(whispers(sandbox.rosa.types("/connector status hubspot", wait=30)))
    sandbox.rosa.clicks("Ask for access")
    sandbox.rosa.reads(until="I asked the owner for access, and I'll message you when they answer.")
    again = "\n".join(whispers(sandbox.rosa.types("/connector list hubspot", wait=30)))

    assert "1 restricted connection, which only some people can see" in listed
    assert "1 restricted connection, which only some people can see" in status
    assert "Ada" not in listed + status + again
    assert "You asked for access" in again
