"""The story of a request in the words of the people in it, from `/connector` to the first data."""

from functools import partial
from typing import Any

from demo.form import fill_in
from sandbox.driver import Person, Sandbox

HISTORY = 6 * 3600
"""Seconds of sandbox time in which any first sync is done."""

PURPOSE = "Forecasting sales for the third quarter"
BECAUSE = "The one that is here reads another account"
FORM = {"purpose": PURPOSE, "business_owner": "rosa"}
CUSTOM = {
    "config.api_docs": "https://api.example.com/docs",
    "config.auth_kind": "API key",
    "config.volume": "Up to 10,000",
    "config.increment": "Yes, by cursor",
    "config.code_may_be_public": "Yes",
}
"""What the form also asks about a custom connector."""


def ada_asks(sandbox: Sandbox, service: str = "salesforce", **answers: Any) -> None:
    """Ada types the command, fills in the form and sends it; it closes."""
    asks(sandbox.ada, service, **answers)


def asks(person: Person, service: str, **answers: Any) -> None:
    """Type the command, fill in the form and send it."""
    form = opens_form(person, service)
    sent = sends(person, FORM | reason(form) | answers)
    assert sent["closed"], sent


def sends(person: Person, answers: dict[str, Any]) -> dict[str, Any]:
    """Fill in the open form and send it. Where it asks how sensitive the data is, the answer is internal."""
    fields = person.sees()["modal"]["fields"]
    is_asked = "sensitivity" in fields and not fields["sensitivity"]["value"]
    asked = {"sensitivity": "internal"} if is_asked else {}
    fill_in(person, asked | answers)
    return person.sends()


def reason(form: dict[str, Any]) -> dict[str, str]:
    """Why one more is needed, where the form asks for that."""
    return {"duplicate_reason": BECAUSE} if "duplicate_reason" in form["fields"] else {}


def opens_form(person: Person, service: str) -> dict[str, Any]:
    """Type the command and return the form; what no service is called becomes a custom connector."""
    form = person.types(f"/connector {service}".strip(), wait=30)["view"]
    form = form or person.clicks("Request a custom connector", wait=30)["view"]
    assert form, "no form opened"
    assert form["title"] == "Request a connector"
    return dict(form)


def ada_withdraws(sandbox: Sandbox) -> None:
    """Ada chooses it in the menu of the request, and says yes to the question."""
    sandbox.ada.clicks("Withdraw")
    sandbox.ada.sees(until="[Keep request]")
    assert sandbox.ada.sends()["closed"]


def card_waits(sandbox: Sandbox) -> None:
    """The card is in the channel and can be decided on: the ticket is there."""
    sandbox.ada.reads(until="Waiting for approval")


def bo_approves(sandbox: Sandbox) -> None:
    """Bo presses Approve."""
    assert sandbox.bo.clicks("Approve", wait=0)["error"] is None


def connect_card_arrives(sandbox: Sandbox) -> str:
    """Ada has her Connect Card; the address behind its button."""
    sandbox.ada.reads("dm", until="Sign in at Fivetran")
    return str(sandbox.ada.clicks("Sign in at Fivetran", in_="dm", wait=0)["url"])


def credentials_arrive(sandbox: Sandbox, schema: str = "salesforce", *, good: bool = True) -> None:
    """Ada fills in the Connect Card at Fivetran."""
    sandbox.fivetran.completes_card(schema=schema, good=good)


def time_for_a_look(sandbox: Sandbox) -> None:
    """Time passes until the bot has looked at every connection again."""
    sandbox.clock(advance=61)


def the_bot_looks_again(sandbox: Sandbox) -> None:
    """Time passes, and the bot has looked at the connections of both groups."""
    before = sandbox.journal()[-1]["number"]
    time_for_a_look(sandbox)
    for group in ("dev_sandbox_group", "prod_sandbox_group"):
        path = f"/v1/groups/{group}/connections"
        sandbox.until(partial(sandbox.journal, before, path=path), f"a look at {group}")


def history_begins(sandbox: Sandbox) -> None:
    """The bot sees that the credentials work, and lets the connection sync."""
    time_for_a_look(sandbox)
    sandbox.ada.reads(until="Historical sync is running")


def history_is_synced(sandbox: Sandbox) -> None:
    """Hours pass; the first data is there."""
    sandbox.clock(advance=HISTORY)
    sandbox.ada.reads(until="Live")


def up_to_approval(sandbox: Sandbox, service: str = "salesforce", **answers: Any) -> None:
    """Ada asked, and Bo may decide."""
    ada_asks(sandbox, service, **answers)
    card_waits(sandbox)


def up_to_connect_card(sandbox: Sandbox, service: str = "salesforce", **answers: Any) -> str:
    """Ada asked, Bo approved, Ada has her Connect Card; its address."""
    up_to_approval(sandbox, service, **answers)
    bo_approves(sandbox)
    return connect_card_arrives(sandbox)


def up_to_live(sandbox: Sandbox) -> None:
    """The whole story."""
    up_to_connect_card(sandbox)
    credentials_arrive(sandbox)
    history_begins(sandbox)
    history_is_synced(sandbox)
