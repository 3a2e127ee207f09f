"""Subscriptions, quiet hours, mutes and budgets, from the command to the alert."""

from functools import partial
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import posted, whispers
from tests.e2e.support.steps import the_bot_looks_again
from tests.e2e.test_incidents import A_SYNC, HOUR, in_time, met, told_of

MINUTE = 60
HELP = "data-help"
PATIENCE = 30.0
"""Real seconds in which a command is answered."""


def test_a_subscriber_is_notified_by_dm_until_it_recovers(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    said = types(sandbox.rosa, "subscribe zoom", "dm")
    assert said == "Subscribed: you'll get notices and above for zoom."

    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    (message,) = in_time(sandbox, lambda: told(sandbox.rosa, "zoom", "broken authorization", channel="dm"))
    sandbox.fivetran.heals(schema="zoom")
    sandbox.clock(advance=A_SYNC)

    (after,) = in_time(sandbox, lambda: told(sandbox.rosa, "zoom", "recovered after", channel="dm"))
    assert after["ts"] == message["ts"]
    sandbox.rosa.reads("dm", until="Recovered after", thread=message["ts"])
    assert told_of(sandbox, "zoom", "recovered after")
    assert told(sandbox.ada, "zoom", channel="dm") == []

    assert types(sandbox.rosa, "unsubscribe zoom", "dm") == "Unsubscribed you from zoom."
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    told_of(sandbox, "zoom", "broken authorization")
    assert len(told(sandbox.rosa, "zoom", "production", channel="dm")) == 1


def test_a_channel_gets_alerts_from_its_minimum_severity(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    quickly = made(sandbox, minutes=10)
    said = types(sandbox.rosa, "subscribe everything critical", HELP)
    assert said == (
        "Subscribed: this channel will get only critical alerts for all connections. "
        "This is for the whole channel, so I post the change here."
    )
    told_of_change = "Rosa Neri subscribed this channel to all connections (only critical alerts)."
    in_time(sandbox, lambda: told(sandbox.ada, told_of_change, channel=HELP))

    sandbox.fivetran.breaks(schema=quickly, how="sync")
    pass_time(sandbox, 30 * MINUTE)
    told_of(sandbox, quickly, "failing syncs")
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)

    in_time(sandbox, lambda: told(sandbox.rosa, "zoom", "broken authorization", channel=HELP))
    assert told(sandbox.rosa, quickly, channel=HELP) == []


def test_quiet_hours_hold_alerts_and_release_those_still_open(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    passing, lasting = made(sandbox, minutes=75), made(sandbox, minutes=75)
    said = types(sandbox.bo, f"quiet {hours(sandbox, -1, 4)} UTC")
    assert said.startswith("Quiet hours set: ")
    in_time(sandbox, lambda: told(sandbox.ada, "Bo Lindqvist set quiet hours for this channel: "))

    for schema in (passing, lasting):
        sandbox.fivetran.breaks(schema=schema, how="sync")
    sandbox.fivetran.breaks(schema="zoom")
    pass_time(sandbox, 160 * MINUTE)
    told_of(sandbox, "zoom", "broken authorization")
    assert told(sandbox.ada, passing) == told(sandbox.ada, lasting) == []
    sandbox.fivetran.heals(schema=passing)
    pass_time(sandbox, 90 * MINUTE)

    told_of(sandbox, lasting, "failing syncs")
    assert told(sandbox.ada, passing) == []
    assert len([one for one in posted(sandbox, "incident:") if lasting in one["text"]]) == 1


def test_a_channel_over_budget_mutes_its_noisiest_connection(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    breaks_and_is_warned_of(sandbox, "zoom")
    assert "Budget set to 1 post a week." in types(sandbox.bo, "budget 1")
    pass_time(sandbox, 2 * MINUTE)
    (proposal,) = in_time(sandbox, lambda: told(sandbox.ada, "posts in this channel this week"))
    assert "zoom 2 make up 67% of them. Mute one?" in proposal["text"]

    refused = sandbox.ada.clicks("Mute zoom for a week", message=proposal["ts"])
    sandbox.bo.clicks("Mute zoom for a week", message=proposal["ts"], wait=0)
    sandbox.bo.redelivers()
    sandbox.ada.reads(until="here until")

    assert "Only approvers can change" in whispers(refused)[0]
    before = len(told(sandbox.ada, "zoom"))
    sandbox.fivetran.breaks(schema="zoom", how="schema")
    sandbox.fivetran.breaks(schema="google_ads")
    the_bot_looks_again(sandbox)
    told_of(sandbox, "google_ads", "broken authorization")
    assert len(told(sandbox.ada, "zoom")) == before
    assert len(posted(sandbox, "budget:")) == 1
    assert "here until" in counted(sandbox, sandbox.ada, "4 of 1 posts this week")


def test_an_unmuted_connection_is_posted_again(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    breaks_and_is_warned_of(sandbox, "zoom")
    types(sandbox.bo, "budget 1")
    pass_time(sandbox, 2 * MINUTE)
    in_time(sandbox, lambda: told(sandbox.ada, "posts in this channel this week"))
    sandbox.bo.clicks("Mute zoom for a week", wait=0)
    sandbox.ada.reads(until="here until")
    sandbox.fivetran.breaks(schema="zoom", how="schema")
    the_bot_looks_again(sandbox)
    types(sandbox.cleo, "subscriptions")

    sandbox.cleo.clicks("Unmute")

    told_of(sandbox, "zoom", "schema change pending")


def test_restricted_incidents_reach_people_with_access_and_no_channel(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    types(sandbox.rosa, "subscribe everything", HELP)
    types(sandbox.rosa, "subscribe everything to me", HELP)
    assert "I couldn't find a connection of NetSuite" in types(sandbox.rosa, "subscribe connection netsuite", HELP)
    refused = types(sandbox.bo, "subscribe connection netsuite", HELP)
    assert refused == "netsuite is restricted, so it can't be announced in channels. Add “to me” to get it by DM."

    sandbox.fivetran.breaks(schema="netsuite")
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    in_time(sandbox, lambda: told(sandbox.bo, "netsuite", channel="dm"))
    for channel in (HELP, "dm"):
        in_time(sandbox, partial(told, sandbox.rosa, "zoom", channel=channel))

    assert told(sandbox.rosa, "netsuite", channel=HELP) == []
    assert told(sandbox.rosa, "netsuite", channel="dm") == []
    assert told(sandbox.rosa, "netsuite") == []


def test_removing_the_bot_pauses_a_channel_and_notifies_subscribers_once(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    types(sandbox.rosa, "subscribe everything", HELP)
    sandbox.slack.kick(channel=HELP)

    for schema in ("zoom", "google_ads"):
        sandbox.fivetran.breaks(schema=schema)
        the_bot_looks_again(sandbox)
    told_of(sandbox, "google_ads", "broken authorization")
    in_time(sandbox, lambda: told(sandbox.rosa, "I was removed from it", channel="dm"))
    the_bot_looks_again(sandbox)

    assert len(posted(sandbox, "shut-out:")) == 1
    assert "/invite @Connector Desk" in types(sandbox.rosa, "subscribe everything", HELP)
    sandbox.slack.invite(channel=HELP)
    assert "Subscribed: this channel will get" in types(sandbox.rosa, "subscribe everything", HELP)
    sandbox.fivetran.breaks(schema="fivetran_log")
    the_bot_looks_again(sandbox)
    in_time(sandbox, lambda: told(sandbox.rosa, "fivetran_log", channel=HELP))


def test_the_list_shows_and_removes_subscriptions(sandbox: Sandbox, bot: Bot) -> None:
    types(sandbox.rosa, "subscribe mine critical to me", HELP)
    types(sandbox.rosa, "quiet weekends Berlin", HELP)
    shown = types(sandbox.rosa, "subscriptions", HELP)
    assert "Subscriptions of this channel" in shown
    assert "all connections requested by Rosa Neri (only critical alerts)" in shown
    assert "Quiet hours: weekends (Europe/Berlin)" in shown
    assert "0 of 50 posts this week" in shown

    sandbox.rosa.clicks("Remove", in_=HELP)
    sandbox.rosa.redelivers()

    assert "all connections requested by Rosa" not in types(sandbox.rosa, "subscriptions", HELP)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("subscribe", "What do you want to subscribe to?"),
        ("subscribe teapot <!channel>", "I couldn't find “teapot <!channel>”."),
        ("unsubscribe zoom", "Only approvers can change"),
        ("quiet at night", "Only approvers can change"),
        ("budget many", "Only approvers can change"),
    ],
)
def test_a_refused_command_names_its_reason(sandbox: Sandbox, bot: Bot, typed: str, words: str) -> None:
    if typed.startswith("subscribe"):
        assert words in types(sandbox.ada, typed, HELP)
    else:
        assert words in types(sandbox.ada, typed)


def test_a_guest_changes_nothing(sandbox: Sandbox, bot: Bot) -> None:
    for typed in ("subscribe everything", "quiet off", "budget 3", "subscriptions"):
        assert "Guests can't do that." in types(sandbox.gus, typed, HELP)


def types(person: Person, typed: str, channel: str = "fivetran-discussion") -> str:
    """A person types a command; the reply that only they see."""
    return "\n".join(whispers(person.types(f"/connector {typed}", channel=channel, wait=PATIENCE)))


def told(person: Person, *words: str, channel: str = "fivetran-discussion") -> list[dict[str, Any]]:
    """Messages with all these words, as a person sees them."""
    return [one for one in person.reads(channel) if all(word in one["text"] for word in words)]


def made(sandbox: Sandbox, *, minutes: int) -> str:
    """A new connection that syncs so often; the bot has met it well."""
    sandbox.fivetran.populate(group="prod", count=1, service="zoom", minutes=minutes)
    names: list[str] = [one["schema"] for one in sandbox.state("fivetran")["connections"]]
    the_bot_looks_again(sandbox)
    return max((one for one in names if one.startswith("load_")), key=lambda one: int(one.split("_")[1]))


def pass_time(sandbox: Sandbox, seconds: int) -> None:
    """Time passes, in steps in which the bot looks again."""
    for _ in range(max(1, seconds // (10 * MINUTE))):
        sandbox.clock(advance=min(seconds, 10 * MINUTE) - 61)
        the_bot_looks_again(sandbox)


def breaks_and_is_warned_of(sandbox: Sandbox, schema: str) -> None:
    """It breaks, is fixed, and then Fivetran warns of something else: two posts."""
    sandbox.fivetran.breaks(schema=schema)
    the_bot_looks_again(sandbox)
    told_of(sandbox, schema, "broken authorization")
    sandbox.fivetran.heals(schema=schema)
    sandbox.clock(advance=A_SYNC)
    the_bot_looks_again(sandbox)
    in_time(sandbox, lambda: not told(sandbox.ada, schema, "can't sign in"))
    sandbox.fivetran.warns(schema=schema, code="old_api", message="This API will be switched off in March.")
    the_bot_looks_again(sandbox)
    told_of(sandbox, schema, "new warning")
    counted(sandbox, sandbox.bo, "3 of 50 posts this week")


def counted(sandbox: Sandbox, person: Person, words: str) -> str:
    """The list of what the channel hears, once it has these words: a post is counted after it is there."""

    def listed() -> str | None:
        said = types(person, "subscriptions")
        return said if words in said else None

    return str(sandbox.until(listed, words))


def hours(sandbox: Sandbox, start: int, end: int) -> str:
    """From so many hours from now to so many, in UTC."""
    now = int(sandbox.clock_now()["now"])
    clocks = [(now // HOUR + ahead) % 24 for ahead in (start, end)]
    return f"{clocks[0]:02}:00-{clocks[1]:02}:00"
