"""The patrol: many connections cost few calls, and requests follow their connections."""

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.journeys.evidence import card
from tests.journeys.story import the_bot_looks_again, time_for_a_look, up_to_live

DEV = "/v1/groups/dev_sandbox_group/connections"
PROD = "/v1/groups/prod_sandbox_group/connections"
A_SYNC = 600
"""Seconds after which whatever was healed has synced."""


def test_the_card_follows_its_connection_into_trouble_and_out(sandbox: Sandbox, bot: Bot) -> None:
    up_to_live(sandbox)

    sandbox.fivetran.breaks(schema="salesforce")
    time_for_a_look(sandbox)
    sandbox.ada.reads(until=":red_circle: Broken")
    sandbox.fivetran.heals(schema="salesforce")
    sandbox.clock(advance=A_SYNC)
    the_bot_looks_again(sandbox)

    sandbox.until(lambda: "Live" in card(sandbox)["text"], "the card is live again")


def test_thousands_of_connections_take_one_call_for_each_thousand(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broken authorisation")
    sandbox.fivetran.populate(group="prod", count=2_500)
    before = sandbox.journal()[-1]["number"]

    the_bot_looks_again(sandbox)
    sandbox.until(lambda: len(sandbox.journal(before, path=PROD)) >= 3, "all pages")

    asked = sandbox.journal(before, service="fivetran")
    rounds = [one for one in asked if one["path"] == PROD and "cursor" not in one["query"]]
    assert {one["path"] for one in asked} == {PROD, DEV}
    assert {one["query"]["limit"] for one in asked} == {"1000"}
    assert len(sandbox.journal(before, path=PROD)) == 3 * len(rounds)
