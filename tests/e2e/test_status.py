"""A person looks at one connection, and sees what they are allowed to."""

import re
from functools import partial

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import the_ticket, whispers
from tests.e2e.support.questions import shown
from tests.e2e.support.steps import the_bot_looks_again, up_to_live

WEEK = 7 * 86_400


@pytest.fixture
def knowing(sandbox: Sandbox, bot: Bot) -> Bot:
    """A bot that has looked at both groups, and has written down what it saw."""
    for name in ("stripe_nonprod", "zoom"):
        sandbox.until(partial(_works, sandbox.bo, name), f"facts about {name}")
    return bot


def _works(person: Person, name: str) -> bool:
    return "Working" in shown(person, name)


def test_a_connection_is_shown_with_its_state_its_rhythm_and_whom_to_ask(sandbox: Sandbox, knowing: Bot) -> None:
    sandbox.clock(advance=WEEK)
    the_bot_looks_again(sandbox)

    told = shown(sandbox.ada, "google ads")

    assert told.startswith("google_ads (Google Ads, production)\n:large_green_circle: Working")
    assert "Usually takes 5 min" in told
    assert "every 6 h" in told
    assert "Owner none" in told
    assert "Airflow variable fivetran_google_ads_connector_id" in told
    assert re.search("·{5,7}●{7,9}", told), told  # by the time of day, seven days touch so many dates
    assert "syncs succeeded in 14 days." in told
    assert "Open in Fivetran (https://fivetran.com/dashboard/connections/" in told


def test_what_failed_is_named_by_day_and_why_it_fails_now(sandbox: Sandbox, knowing: Bot) -> None:
    sandbox.fivetran.breaks(schema="google_ads", how="sync")
    sandbox.clock(advance=86_400)
    the_bot_looks_again(sandbox)

    told = shown(sandbox.ada, "google_ads")

    assert ":red_circle: Failing" in told
    assert "Failed: " in told
    assert "◐" in told or "○" in told


def test_a_list_is_narrowed_by_a_part_of_a_name_a_state_and_an_environment(sandbox: Sandbox, knowing: Bot) -> None:
    sandbox.fivetran.breaks(schema="google_ads", how="sync")
    sandbox.clock(advance=86_400)
    the_bot_looks_again(sandbox)

    def listed(text: str) -> str:
        return "\n".join(whispers(sandbox.ada.types(f"/connector list {text}", wait=30)))

    is_listed = "google_ads in Fivetran_Prod"
    failing = sandbox.until(lambda: one if is_listed in (one := listed("failing in production")) else None, is_listed)
    google, dev, unknown = map(listed, ("google", "development", "salesfroce"))

    assert is_listed in google
    assert "google_search_console_www" in google
    assert "zoom" not in google
    assert "zoom" not in failing
    assert "Fivetran_Prod" not in dev
    assert unknown == "I couldn't find a service or connection called “salesfroce”. Did you mean “Salesforce”?"


def test_what_was_asked_for_here_shows_its_owner_and_its_ticket(sandbox: Sandbox, knowing: Bot) -> None:
    up_to_live(sandbox)
    key = the_ticket(sandbox)["key"]

    told = shown(sandbox.ada, "salesforce")

    assert "Owner Ada Okafor" in told
    assert f"Ticket {key}" in told
    assert key in shown(sandbox.ada, key)
    assert "is live" in shown(sandbox.ada, "").replace("\n", " ")


@pytest.mark.parametrize("status", [403, 404, 503])
def test_without_fivetrans_own_history_ours_is_shown(sandbox: Sandbox, knowing: Bot, status: int) -> None:
    with sandbox.fault(kind="fail", service="fivetran", match="sync-history", status=status, times=None):
        told = shown(sandbox.ada, "google_ads")

    assert ":large_green_circle: Working" in told
    assert "Usually takes unknown" in told


def test_the_history_of_a_viewed_connection_is_remembered(sandbox: Sandbox, knowing: Bot) -> None:
    shown(sandbox.ada, "google_ads")

    with sandbox.fault(kind="fail", service="fivetran", match="sync-history", status=404, times=None):
        told = shown(sandbox.ada, "google_ads")

    assert "Usually takes 4 min" in told


def test_fivetran_does_not_answer_and_what_was_last_seen_is_shown(sandbox: Sandbox, knowing: Bot) -> None:
    with sandbox.fault(kind="fail", service="fivetran", status=503, times=None):
        told = shown(sandbox.ada, "google_ads")

    assert ":large_green_circle: Working" in told
