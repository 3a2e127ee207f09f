"""A confidential request: the channel learns that there is one, and only insiders what it is."""

from typing import Any

import pytest

from demo.services import stage_catalog
from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card as open_card
from tests.e2e.support.assertions import connections, posted, the_ticket, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import (
    PURPOSE,
    ada_asks,
    ada_withdraws,
    bo_approves,
    card_waits,
    connect_card_arrives,
    credentials_arrive,
    sends,
    the_bot_looks_again,
    time_for_a_look,
    up_to_approval,
)
from tests.e2e.test_incidents import A_SYNC, met, told_of

SECRETS = ("HubSpot", "hubspot", PURPOSE, "Revenue team", "Ada Okafor", "Rosa Neri")
REASON = "The sales team has this data already: use the dataset sales_core."


def channel(sandbox: Sandbox) -> str:
    """Everything that Gus, a guest, can read in the channel, with its threads and previews."""
    threads = [one for message in sandbox.gus.reads() for one in sandbox.gus.reads(thread=message["ts"])]
    stored = next(one for one in sandbox.state("slack")["channels"] if one["id"] == "C0FIVETRAN")
    public = [one for one in stored["messages"] if "ephemeral_for" not in one]
    return "\n".join([*(one["text"] for one in threads), *map(str, public)])


def leaks(sandbox: Sandbox) -> list[str]:
    return [secret for secret in SECRETS if secret in channel(sandbox)]


def card(sandbox: Sandbox) -> dict[str, Any]:
    (found,) = [one for one in sandbox.gus.reads() if "Show details" in one["text"]]
    return dict(found)


def asks_for_personal_data(sandbox: Sandbox) -> None:
    ada_asks(sandbox, "hubspot", sensitivity="personal_data")
    card_waits(sandbox)


@pytest.mark.parametrize("refused", ["nothing", "edits"])
@pytest.mark.parametrize("is_declined", [False, True], ids=["open", "declined"])
def test_a_service_that_becomes_sensitive_hides_the_cards_that_are_posted(
    sandbox: Sandbox, bots: Bots, is_declined: bool, refused: str
) -> None:
    bot = bots.start(SERVICES_FILE=str(stage_catalog()))
    ada_asks(sandbox, "hubspot")
    card_waits(sandbox)
    if is_declined:
        sandbox.bo.clicks("Decline")
        sandbox.bo.sees(until="Reason")
        assert sandbox.bo.sends_form(reason=REASON)["closed"]
        sandbox.ada.reads(thread=open_card(sandbox)["ts"], until=REASON)
    assert leaks(sandbox)
    bot.stop()
    if refused == "edits":
        sandbox.fault(kind="fail", service="slack", match="chat.update$", error="edit_window_closed", times=None)

    bots.start("next", SERVICES_FILE=str(stage_catalog(("salesforce",))))
    sandbox.clock(advance=3600)

    sandbox.gus.reads(until="Confidential request")
    sandbox.until(lambda: not leaks(sandbox) and REASON not in channel(sandbox), "nothing is left in the channel")


@pytest.mark.parametrize("is_over", [False, True], ids=["open", "over"])
def test_a_service_that_becomes_sensitive_hides_the_incidents_that_are_posted(
    sandbox: Sandbox, bots: Bots, is_over: bool
) -> None:
    bot = bots.start(SERVICES_FILE=str(stage_catalog()))
    met(sandbox)
    first = breaks(sandbox, "zoom")
    recovers(sandbox, "zoom", first)
    with sandbox.fault(kind="fail", service="slack", match="chat.update$", error="edit_window_closed", times=1):
        second = breaks(sandbox, "zoom", "2 times since")
    if is_over:
        recovers(sandbox, "zoom", second)
    assert first["ts"] != second["ts"]
    bot.stop()

    bots.start("next", SERVICES_FILE=str(stage_catalog(sensitive="zoom")))
    the_bot_looks_again(sandbox)

    def lines() -> list[dict[str, Any]]:
        ours = [first["ts"], second["ts"]]
        return [one for one in posted(sandbox, "incident-line:") if one["thread_ts"] in ours]

    sandbox.until(lambda: "zoom" not in channel(sandbox) and not lines(), "nothing is left", timeout=60)
    assert "is now restricted" in channel(sandbox)


def breaks(sandbox: Sandbox, schema: str, *words: str) -> dict[str, Any]:
    """A connection breaks; return the message in the channel."""
    sandbox.fivetran.breaks(schema=schema)
    the_bot_looks_again(sandbox)
    return told_of(sandbox, schema, "broken authorization", *words)


def recovers(sandbox: Sandbox, schema: str, message: dict[str, Any]) -> None:
    """A connection recovers, as the thread says."""
    sandbox.fivetran.heals(schema=schema)
    sandbox.clock(advance=A_SYNC)
    sandbox.ada.reads(until="Recovered after", thread=message["ts"])


def test_the_channel_never_learns_what_a_confidential_request_is_about(sandbox: Sandbox, bot: Bot) -> None:
    asks_for_personal_data(sandbox)
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)
    bo_approves(sandbox)
    connect_card_arrives(sandbox)
    credentials_arrive(sandbox, "hubspot")
    time_for_a_look(sandbox)
    sandbox.until(lambda: not connections(sandbox, "hubspot")[0]["paused"], "the history syncs", timeout=60)
    sandbox.clock(advance=6 * 3600)
    sandbox.ada.reads(until="is live")

    key = the_ticket(sandbox)["key"]
    assert leaks(sandbox) == []
    assert key in card(sandbox)["text"]
    assert "@data-engineering decides" not in card(sandbox)["text"]  # it was decided
    sandbox.ada.reads("dm", until="Your HubSpot data is in dev-fivetran.hubspot.")
    assert PURPOSE in str(the_ticket(sandbox))


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("ada", PURPOSE),
        ("rosa", PURPOSE),
        ("bo", PURPOSE),
        ("cleo", "can see the details"),
        ("gus", "Guests can't do that"),
    ],
)
def test_show_details_checks_who_asks(sandbox: Sandbox, bots: Bots, name: str, sees: str) -> None:
    sandbox.slack.group(remove=["cleo"])
    bots.start(APPROVER_GROUP="", APPROVERS="U0BO,U0CLEO", SENSITIVE_APPROVER_GROUP="S0DATAENG")
    asks_for_personal_data(sandbox)
    person = getattr(sandbox, name)

    person.clicks("Show details")

    text = person.sees(until=sees)["modal"]["text"]
    assert (PURPOSE in text) is (sees == PURPOSE)
    assert ("[Approve]" in text) is (name == "bo")


def test_an_approver_removed_a_moment_ago_sees_no_details(sandbox: Sandbox, bot: Bot) -> None:
    asks_for_personal_data(sandbox)
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)
    sandbox.slack.group(remove=["bo"])

    def presses_again() -> str | None:
        """While the bot still waits for Slack's answer to the first form, a press is a double click."""
        sandbox.bo.clicks("Show details")
        text = str(sandbox.bo.sees()["modal"]["text"])
        return text if "can see the details" in text else None

    assert PURPOSE not in sandbox.until(presses_again, "the refusal")


def test_a_decline_reason_goes_to_the_requester_only(sandbox: Sandbox, bot: Bot) -> None:
    asks_for_personal_data(sandbox)
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Reason")

    sent = sandbox.bo.sends_form(reason=REASON)

    assert sent["closed"]
    sandbox.ada.reads(until="Declined")
    sandbox.ada.reads("dm", until=REASON)
    assert REASON not in channel(sandbox)
    assert leaks(sandbox) == []


def test_the_requester_edits_and_withdraws_in_the_details(sandbox: Sandbox, bot: Bot) -> None:
    asks_for_personal_data(sandbox)
    sandbox.ada.clicks("Show details")
    sandbox.ada.sees(until=PURPOSE)
    sandbox.ada.clicks("Edit")
    sandbox.ada.sees(until="Lands in dev-fivetran.hubspot")

    assert sandbox.ada.sends_form(purpose="Forecasting the margins of the year")["closed"]

    sandbox.ada.reads(thread=card(sandbox)["ts"], until="This request was edited.")
    sandbox.ada.clicks("Show details")
    sandbox.ada.sees(until="Forecasting the margins of the year")
    ada_withdraws(sandbox)
    sandbox.ada.reads(until="Withdrawn")
    assert "margins" not in channel(sandbox)
    assert leaks(sandbox) == []


def test_an_edit_that_makes_it_confidential_redacts_what_was_posted(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox, "hubspot")
    sandbox.ada.clicks("Edit")
    assert sends(sandbox.ada, {"access": "Revenue team and finance"})["closed"]
    sandbox.gus.reads(until="Revenue team and finance")
    ts = open_card(sandbox)["ts"]
    sandbox.ada.reads(thread=ts, until="edited the request")

    sandbox.ada.clicks("Edit")
    assert sends(sandbox.ada, {"sensitivity": "confidential"})["closed"]

    sandbox.ada.reads(until="Confidential request")
    sandbox.until(lambda: not leaks(sandbox), "nothing is left in the channel", timeout=20)
    assert card(sandbox)["ts"] == ts
    assert len(posted(sandbox, "card:")) == 1


def test_others_cannot_find_it_anywhere(sandbox: Sandbox, bot: Bot) -> None:
    asks_for_personal_data(sandbox)
    key = the_ticket(sandbox)["key"]

    status = whispers(sandbox.gus.types(f"/connector status {key}", wait=30))
    listed = whispers(sandbox.gus.types("/connector list hubspot", wait=30))

    assert not [secret for secret in ("Ada Okafor", PURPOSE) if secret in str([status, listed])]
    assert connections(sandbox, "hubspot") == []
