"""The patrol: many connections cost few calls, and requests follow their connections."""

import sqlite3
from contextlib import closing
from typing import Any

import httpx
import pytest

from bot.durable.workflow_names import RETIRED_TICKS
from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card
from tests.e2e.support.bot_process import Bots
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


@pytest.mark.parametrize(
    "fields", [{"created_at": 7}, {"status": {"tasks": [None], "warnings": ["old api"]}}, {"paused": "?"}]
)
def test_one_odd_connection_stops_no_alert_and_is_named_once(
    sandbox: Sandbox, bots: Bots, fields: dict[str, Any]
) -> None:
    bot = bots.start()
    sandbox.ada.reads(until="broken authorization")
    odd = sandbox.fivetran.distorts(schema="zoom", fields=fields)["id"]
    sandbox.fivetran.breaks(schema="google_ads")

    time_for_a_look(sandbox)
    sandbox.ada.reads(until="google_ads can't sign in · production")
    sandbox.until(lambda: odd in _ready(bot), "/health/ready names it")
    the_bot_looks_again(sandbox)

    assert 'connector_desk_unreadable_items{kind="connection"} 1.0' in httpx.get(f"{bot.url}/metrics").text
    assert bots.log().count(odd) == 1
    sandbox.fivetran.distorts(schema="zoom", fields={})
    the_bot_looks_again(sandbox)
    sandbox.until(lambda: odd not in _ready(bot), "/health/ready forgets it")


def _ready(bot: Bot) -> str:
    answer = httpx.get(f"{bot.url}/health/ready")
    assert answer.status_code == 200
    return answer.text


def test_a_connection_that_fivetran_denied_comes_back_with_its_request(sandbox: Sandbox, bot: Bot) -> None:
    up_to_live(sandbox)
    sandbox.fivetran.hides(schema="salesforce", hidden=True)
    time_for_a_look(sandbox)
    the_bot_looks_again(sandbox)
    assert "Retired" not in card(sandbox)["text"]

    for _look in range(5):
        sandbox.clock(advance=5 * 60)
        the_bot_looks_again(sandbox)
    sandbox.ada.reads(until="Retired")
    sandbox.fivetran.hides(schema="salesforce", hidden=False)
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


def test_a_quiet_minute_leaves_few_rows(sandbox: Sandbox, bot: Bot, database: str) -> None:
    rounds = 5
    for _ in range(rounds):
        the_bot_looks_again(sandbox)

    with closing(sqlite3.connect(database.removeprefix("sqlite:///").replace(".sqlite3", "-engine.sqlite3"))) as work:
        rows = dict(work.execute("SELECT name, count(*) FROM workflow_status GROUP BY name").fetchall())
    assert rows.keys().isdisjoint({"poll_group", *RETIRED_TICKS})
    assert sum(rows.values()) < rounds
