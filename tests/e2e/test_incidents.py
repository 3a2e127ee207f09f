"""What breaks is told once, kept up to date, relieved by its buttons, and quietly ends."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from sandbox.pagerduty.service import ROUTING_KEY
from tests.e2e.support.assertions import all_whispers, posted, strikes, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import the_bot_looks_again, time_for_a_look, up_to_connect_card

MINUTE, HOUR = 60, 3_600
A_SYNC = 600
"""Seconds after which whatever was healed has synced."""


def test_it_is_told_once_within_75_seconds_and_edited_when_it_ends(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    sandbox.fivetran.breaks(schema="zoom")
    broke_at = sandbox.clock_now()["now"]
    time_for_a_look(sandbox)
    sandbox.ada.reads(until="zoom can't sign in · production")  # before more time passes: the message bears its time
    message = told_of(sandbox, "zoom", "broken authorization")
    for _ in range(2):
        the_bot_looks_again(sandbox)

    sandbox.fivetran.heals(schema="zoom")
    sandbox.clock(advance=A_SYNC)
    told_of(sandbox, "zoom", "recovered after")

    assert float(message["ts"]) - broke_at <= 75
    assert told_of(sandbox, "zoom", "recovered after")["ts"] == message["ts"]
    sandbox.ada.reads(until="Recovered after", thread=message["ts"])
    assert len(thread(sandbox, message)) == 1
    assert len([one for one in posted(sandbox, "incident:") if "zoom" in one["text"]]) == 1


def test_what_comes_back_the_same_day_goes_on_in_its_message(sandbox: Sandbox, bots: Bots) -> None:
    sandbox.fivetran.previews(errors=True)
    bots.start()
    met(sandbox)
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    message = told_of(sandbox, "zoom", "broken authorization", "Next: Sign in to Zoom as an administrator and")
    assert ">The sign-in to Zoom was revoked." in message["text"]
    sandbox.fivetran.heals(schema="zoom")
    sandbox.clock(advance=A_SYNC)
    told_of(sandbox, "zoom", "recovered after")

    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)

    assert told_of(sandbox, "zoom", "broken authorization", "2 times since")["ts"] == message["ts"]
    sandbox.ada.reads(until="Reopened: broken authorization", thread=message["ts"])
    assert len([one for one in posted(sandbox, "incident:") if "zoom" in one["text"]]) == 1


def test_the_people_on_call_are_paged_once_and_read_when_it_is_over(sandbox: Sandbox, bots: Bots) -> None:
    webhook = {"ALERT_WEBHOOK_URL": f"{sandbox.base_url}/pagerduty/v2/enqueue", "ALERT_WEBHOOK_KEY": ROUTING_KEY}
    trouble = sandbox.fault(kind="fail", service="pagerduty", match="POST", status=503, times=None)
    bots.start(**webhook, ALERT_MENTION_GROUP="S0DATAENG")
    met(sandbox)
    strikes(sandbox, trouble)
    message = told_of(sandbox, "jira", "can't sign in", "@data-engineering")
    trouble.ends()

    def page() -> dict[str, Any] | None:
        return next((one for one in sandbox.state("pagerduty")["alerts"] if "jira" in one["summary"]), None)

    opened = in_time(sandbox, page)
    sandbox.fivetran.heals(schema="jira")
    sandbox.clock(advance=A_SYNC)
    in_time(sandbox, lambda: (page() or {}).get("status") == "resolved")

    assert (opened["status"], opened["summary"]) == ("triggered", "jira can't sign in · production")
    assert [one["pages"] for one in sandbox.state("pagerduty")["alerts"]] == [1]
    assert told_of(sandbox, "jira", "recovered after")["ts"] == message["ts"]
    assert ROUTING_KEY not in "".join(log.read_text() for log in bots.logs)


def test_an_outage_is_one_message_that_counts_down(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    sandbox.fivetran.populate(group="prod", count=40, service="zoom")
    the_bot_looks_again(sandbox)
    names = [one["schema"] for one in sandbox.state("fivetran")["connections"] if "load_" in one["schema"]]
    for name in names:
        sandbox.fivetran.breaks(schema=name)
    the_bot_looks_again(sandbox)
    words = "Fivetran_Prod: 41 of 50 connections are failing"
    (message,) = [one for one in sandbox.ada.reads(until=words) if words in one["text"]]
    assert "most common next step: Reconnect" in message["text"].replace("*", "")

    sandbox.bo.clicks("I'm on it", message=message["ts"], wait=0)
    assert told_of(sandbox, "Bo Lindqvist is on it")["ts"] == message["ts"]
    (listed,) = whispers(sandbox.rosa.clicks("Show connections", message=message["ts"]))
    assert "Connections for “failing in production” – 1 to 20 of 41" in listed.replace("*", "")

    for name in names:
        sandbox.fivetran.heals(schema=name)
    sandbox.clock(advance=A_SYNC / 2 + 30)  # all have synced, and the storm is not calm for long enough
    left = told_of(sandbox, "Fivetran_Prod: 1 of 50 connections are failing")
    assert left["ts"] == message["ts"]
    sandbox.clock(advance=A_SYNC)
    the_bot_looks_again(sandbox)

    sandbox.ada.reads(until="over after", thread=message["ts"])
    assert len(posted(sandbox, "incident:storm-")) == 1
    assert len(posted(sandbox, "incident:")) <= 3


def test_one_failure_is_not_told_and_two_in_a_row_are(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    before = len(posted(sandbox, "incident:"))
    sandbox.fivetran.breaks(schema="google_ads", how="sync")
    for _ in range(2):
        the_bot_looks_again(sandbox)
    assert len(posted(sandbox, "incident:")) == before

    sandbox.clock(advance=6 * HOUR + 10 * MINUTE)

    told_of(sandbox, "google_ads", "failing syncs")


def test_what_fails_on_and_off_is_one_notice_and_then_quiet(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    for _ in range(2):
        one_run(sandbox, "fivetran_log", good=False)
        one_run(sandbox, "fivetran_log", good=True)
    one_run(sandbox, "fivetran_log", good=False)
    message = told_of(sandbox, "fivetran_log", "failing intermittently")
    one_run(sandbox, "fivetran_log", good=True)
    assert len([one for one in posted(sandbox, "incident:") if "fivetran_log" in one["text"]]) == 1

    for _ in range(2):
        one_run(sandbox, "fivetran_log", good=True)

    assert told_of(sandbox, "fivetran_log", "recovered")["ts"] == message["ts"]


def test_a_stuck_connection_is_started_and_only_people_with_access_are_notified(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    sandbox.fivetran.breaks(schema="netsuite", how="rescheduled")
    time_for_a_look(sandbox)
    sandbox.bo.reads("dm", until="stuck after rescheduling")

    sandbox.bo.clicks("Sync now", in_="dm")

    sandbox.bo.reads("dm", until="Bo Lindqvist started a sync")
    sandbox.clock(advance=A_SYNC)
    in_time(sandbox, lambda: any("recovered after" in one["text"] for one in sandbox.bo.reads("dm")))
    (netsuite,) = [one for one in sandbox.state("fivetran")["connections"] if one["schema"] == "netsuite"]
    assert netsuite["schedule_type"] == "manual"
    assert not [one for one in sandbox.ada.reads() if "netsuite" in one["text"]]


def test_a_press_counts_once_and_only_for_those_who_may(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)

    sandbox.ada.clicks("Run setup tests", wait=0)
    hears_alone(sandbox.ada, "Only the connection's owner and approvers")
    sandbox.bo.clicks("I'm on it", wait=0)
    sandbox.bo.redelivers()
    sandbox.ada.reads(until="Bo Lindqvist is on it")
    sandbox.bo.clicks("Run setup tests", wait=0)
    sandbox.bo.redelivers()

    sandbox.ada.reads(until="Bo Lindqvist ran the setup tests, which passed")
    assert len(sandbox.journal(service="fivetran", method="POST")) == 1
    assert told_of(sandbox, "jira", "is on it")["text"].count("Bo Lindqvist is on it") == 1
    hears_alone(sandbox.bo, "The setup tests of jira passed, so the login works again.")
    sandbox.rosa.clicks("Hand back", wait=0)
    hears_alone(sandbox.rosa, "Only the person who is on it")
    sandbox.bo.clicks("Hand back", wait=0)
    sandbox.bo.redelivers()
    assert "is on it" not in told_of(sandbox, "jira", "Bo Lindqvist handed it back")["text"]


def test_what_a_person_pauses_can_be_resumed_from_the_same_message(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    message = told_of(sandbox, "zoom", "can't sign in")
    sandbox.bo.clicks("Pause", message=message["ts"])
    sandbox.ada.reads(until="zoom can't sign in · production · paused")
    the_bot_looks_again(sandbox)
    told_of(sandbox, "zoom", "was paused · production · closed after")

    sandbox.ada.clicks("Resume syncs", message=message["ts"], wait=0)
    hears_alone(sandbox.ada, "Only the connection's owner and approvers")
    sandbox.bo.clicks("Resume syncs", message=message["ts"], wait=0)
    sandbox.bo.redelivers()

    told_of(sandbox, "zoom", "Bo Lindqvist resumed it")
    (zoom,) = [one for one in sandbox.state("fivetran")["connections"] if one["schema"] == "zoom"]
    assert zoom["paused"] is False
    changes = [one for one in sandbox.journal(service="fivetran", method="PATCH") if zoom["id"] in one["path"]]
    assert [one["request"]["paused"] for one in changes] == [True, False]


def test_what_is_snoozed_is_quiet_until_its_time(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    message = told_of(sandbox, "jira", "broken authorization")
    sandbox.cleo.chooses({"incident_snooze": "1 h"}, in_="fivetran-discussion", message=message["ts"])
    sandbox.ada.reads(until="snoozed until")

    sandbox.clock(advance=50 * MINUTE)
    the_bot_looks_again(sandbox)
    assert thread(sandbox, message) == []
    sandbox.clock(advance=11 * MINUTE)

    sandbox.ada.reads(until="Snooze ended", thread=message["ts"])
    sandbox.cleo.chooses({"incident_snooze": "Until it recovers"}, in_="fivetran-discussion", message=message["ts"])
    sandbox.ada.reads(until="snoozed until it recovers")
    sandbox.rosa.clicks("Unsnooze", message=message["ts"])
    in_time(sandbox, lambda: thread(sandbox, message)[1:])
    assert "snoozed until" not in told_of(sandbox, "jira", "Rosa Neri ended the snooze")["text"]
    assert len(posted(sandbox, "incident:")) == 1


def test_its_owner_is_mentioned_once_and_gets_a_connect_card(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox, service="zoom")
    schema = "zoom"
    dev = next(
        one
        for one in sandbox.state("fivetran")["connections"]
        if one["group_id"].startswith("dev") and one["service"] == "zoom"
    )
    sandbox.fivetran.completes_card(connection_id=dev["id"], good=True)
    time_for_a_look(sandbox)
    sandbox.ada.reads(until="Historical sync is running")
    sandbox.fivetran.breaks(connection_id=dev["id"])
    time_for_a_look(sandbox)
    message = told_of(sandbox, schema, "can't sign in · development", "Used by: ")
    cards = len(posted(sandbox, "handover:"))

    sandbox.rosa.clicks("Get sign-in link", message=message["ts"], wait=0)
    hears_alone(sandbox.rosa, "Only the connection's owner and approvers can do that. The owner is Ada Okafor.")
    sandbox.bo.clicks("Get sign-in link", message=message["ts"], wait=0)
    hears_alone(sandbox.bo, "on its Setup tab in Fivetran.")
    sandbox.ada.clicks("Get sign-in link", message=message["ts"], wait=0)
    hears_alone(sandbox.ada, "You get a sign-in link by direct message.")

    sandbox.until(lambda: len(posted(sandbox, "handover:")) == cards + 1, "a fresh Connect Card")


def test_a_warning_and_a_schema_change_are_told_beside_each_other(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    sandbox.fivetran.warns(schema="zoom", code="old_api", message="Zoom will switch off this API in March.")
    sandbox.fivetran.breaks(schema="zoom", how="schema")

    time_for_a_look(sandbox)

    assert "Zoom will switch off this API in March." in told_of(sandbox, "zoom", "new warning")["text"]
    told_of(sandbox, "zoom", "schema change pending")


@pytest.mark.parametrize("moment", ["hold", "hold_answer"], ids=["before the post", "after the post"])
def test_a_restart_in_the_middle_posts_nothing_twice(sandbox: Sandbox, bots: Bots, moment: str) -> None:
    bot = bots.start()
    met(sandbox)
    trouble = sandbox.fault(kind=moment, service="slack", match="chat.postMessage$")
    sandbox.fivetran.breaks(schema="zoom")
    time_for_a_look(sandbox)
    strikes(sandbox, trouble)

    bot.kill()
    trouble.ends()
    bots.start()
    for _ in range(2):
        the_bot_looks_again(sandbox)

    told_of(sandbox, "zoom", "broken authorization")
    assert len([one for one in posted(sandbox, "incident:") if "zoom" in one["text"]]) == 1


def test_when_slack_asks_to_slow_down_nothing_is_lost_and_the_order_stays(sandbox: Sandbox, bot: Bot) -> None:
    met(sandbox)
    trouble = sandbox.fault(kind="rate_limit", service="slack", match="chat.postMessage$", seconds=20, times=None)
    sandbox.fivetran.breaks(schema="zoom")
    the_bot_looks_again(sandbox)
    strikes(sandbox, trouble)
    sandbox.fivetran.breaks(schema="google_ads")
    the_bot_looks_again(sandbox)

    trouble.ends()
    sandbox.clock(advance=30)
    sandbox.clock(advance=30)

    told_of(sandbox, "google_ads", "broken authorization")
    told = [one["text"] for one in posted(sandbox, "incident:")]
    assert [next(name for name in ("jira", "zoom", "google_ads") if name in text) for text in told] == [
        "jira",
        "zoom",
        "google_ads",
    ]


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_processes_tell_what_one_would(sandbox: Sandbox, bots: Bots) -> None:
    bots.start("one")
    bots.start("two")
    met(sandbox)
    sandbox.fivetran.breaks(schema="zoom")
    for _ in range(2):
        the_bot_looks_again(sandbox)
    message = told_of(sandbox, "zoom", "broken authorization")
    # While no edit takes the button away, both press it.
    with sandbox.fault(kind="hold", service="slack", match="chat.update$", times=None):
        sandbox.bo.clicks("I'm on it", message=message["ts"], wait=0)
        sandbox.cleo.clicks("I'm on it", message=message["ts"], wait=0)

    def too_late() -> list[str]:
        return [one for one in all_whispers(sandbox) if "already acknowledged this incident" in one]

    sandbox.until(too_late, "one of them is told that the other was faster")

    sandbox.fivetran.heals(schema="zoom")
    sandbox.clock(advance=A_SYNC)
    the_bot_looks_again(sandbox)

    told_of(sandbox, "zoom", "recovered after")
    sandbox.ada.reads(until="Recovered after", thread=message["ts"])
    assert len(posted(sandbox, "incident:")) == 2
    assert len(too_late()) == 1


def met(sandbox: Sandbox) -> None:
    """The bot has met every connection; one of them is broken from the beginning."""
    sandbox.ada.reads(until="broken authorization")


def told_of(sandbox: Sandbox, name: str, *words: str) -> dict[str, Any]:
    """The message about a connection, once it has these words."""

    def found() -> dict[str, Any] | None:
        mine = [one for one in sandbox.ada.reads() if name in one["text"]]
        return next((one for one in mine if all(word in one["text"] for word in words)), None)

    return dict(in_time(sandbox, found))


def in_time(sandbox: Sandbox, found: Callable[[], Any]) -> Any:
    """What is found by and by: an edit waits until 45 seconds have passed since the one before."""
    for _ in range(6):
        with suppress(AssertionError):
            return sandbox.until(found, "something that comes by and by", timeout=2)
        sandbox.clock(advance=30)
    return sandbox.until(found, "something that comes by and by")


def hears_alone(person: Person, words: str) -> None:
    """A person reads a message in the channel that only they see."""
    told = person.reads(until=words)
    assert [one for one in told if one["ephemeral"] and words in one["text"]]


def thread(sandbox: Sandbox, message: dict[str, Any], person: Person | None = None) -> list[str]:
    """What the thread under a message says."""
    return [one["text"] for one in (person or sandbox.ada).reads(thread=message["ts"])][1:]


def one_run(sandbox: Sandbox, schema: str, *, good: bool) -> None:
    """An hour passes, in which a connection runs once, well or not."""
    if good:
        sandbox.fivetran.heals(schema=schema)
    else:
        sandbox.fivetran.breaks(schema=schema, how="sync")
    sandbox.clock(advance=A_SYNC)
    the_bot_looks_again(sandbox)
