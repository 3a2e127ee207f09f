"""The patrol: many connections cost few calls, and requests follow their connections."""

from typing import Any

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card
from tests.e2e.support.steps import the_bot_looks_again, time_for_a_look, up_to_live

DEV = "/v1/groups/dev_sandbox_group/connections"
PROD = "/v1/groups/prod_sandbox_group/connections"
TYPES = "/v1/metadata/connector-types"
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
    sandbox.ada.reads(until="broken authorization")
    sandbox.until(lambda: sandbox.journal(path=TYPES), "the catalogue, which is read once a day, is read")
    sandbox.fivetran.populate(group="prod", count=2_500)
    before = sandbox.journal()[-1]["number"]

    def whole_rounds() -> list[dict[str, Any]]:
        found = sandbox.journal(before, service="fivetran")
        pages = [one for one in found if one["path"] == PROD]
        begun = [one for one in pages if "cursor" not in one["query"]]
        return found if begun and len(pages) == 3 * len(begun) else []

    the_bot_looks_again(sandbox)
    asked = sandbox.until(whole_rounds, "every round that has begun reads three pages")

    assert {one["path"] for one in asked} == {PROD, DEV}
    assert {one["query"]["limit"] for one in asked} == {"1000"}
