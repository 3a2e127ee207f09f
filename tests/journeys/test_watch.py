"""The patrol: what breaks and what recovers is told once, whatever the number of connections."""

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.journeys.evidence import card, posted
from tests.journeys.story import the_bot_looks_again, time_for_a_look, up_to_live

DEV = "/v1/groups/dev_sandbox_group/connections"
PROD = "/v1/groups/prod_sandbox_group/connections"
A_SYNC = 600
"""Seconds after which whatever was healed has synced."""


def test_a_connection_that_breaks_is_told_once_and_its_recovery_once(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="jira (jira)")
    sandbox.fivetran.breaks(schema="stripe")
    for _ in range(3):
        the_bot_looks_again(sandbox)
    sandbox.ada.reads(until="stripe (stripe)")

    sandbox.fivetran.heals(schema="stripe")
    sandbox.clock(advance=A_SYNC)
    for _ in range(3):
        the_bot_looks_again(sandbox)

    sandbox.ada.reads(until="recovered")
    assert [text.split("\n")[0] for text in _told_of(sandbox, "stripe")] == [
        ":red_circle: A connection in Fivetran_Prod broke",
        ":large_green_circle: A connection in Fivetran_Prod recovered",
    ]


def test_connections_that_break_together_are_one_message(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="jira (jira)")
    for schema in ("stripe", "google_ads", "zoom"):
        sandbox.fivetran.breaks(schema=schema)

    time_for_a_look(sandbox)

    sandbox.ada.reads(until="3 connections in Fivetran_Prod broke")
    assert len(posted(sandbox, "announcement:")) == 2


def test_the_card_follows_its_connection_into_trouble_and_out(sandbox: Sandbox, bot: Bot) -> None:
    up_to_live(sandbox)

    sandbox.fivetran.breaks(schema="salesforce")
    time_for_a_look(sandbox)
    sandbox.ada.reads(until=":red_circle: Broken")
    sandbox.fivetran.heals(schema="salesforce")
    sandbox.clock(advance=A_SYNC)

    sandbox.until(lambda: "Live" in card(sandbox)["text"], "the card is live again")


def test_thousands_of_connections_take_one_call_for_each_thousand(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="jira (jira)")
    sandbox.fivetran.populate(group="prod", count=2_500)
    before = sandbox.journal()[-1]["number"]

    the_bot_looks_again(sandbox)
    sandbox.until(lambda: len(sandbox.journal(before, path=PROD)) >= 3, "all pages")

    asked = sandbox.journal(before, service="fivetran")
    rounds = [one for one in asked if one["path"] == PROD and "cursor" not in one["query"]]
    assert {one["path"] for one in asked} == {PROD, DEV}
    assert {one["query"]["limit"] for one in asked} == {"1000"}
    assert len(sandbox.journal(before, path=PROD)) == 3 * len(rounds)


def _told_of(sandbox: Sandbox, name: str) -> list[str]:
    return [one["text"] for one in sandbox.ada.reads() if f"• {name} (" in one["text"]]
