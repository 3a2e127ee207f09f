"""A bot of now starts on what the bot before the renaming left: nothing is lost, nothing is done twice.

The databases were written by that bot, with people's presses in flight when its plug was pulled: what they
pressed is kept under the old names of modules and classes. Its world is played again in the sandbox.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Refused, Sandbox
from tests.e2e.support import left_behind
from tests.e2e.support.bot_process import Bots
from tests.support.migrated_databases import new_database

MINUTE = 60
HELP = "data-help"
CONFIDENTIAL = {"Zendesk": "DSRE-12", "HubSpot": "DSRE-13", "Klaviyo": "DSRE-15"}
"""Requests for sensitive services: their cards are redacted, and found by their tickets."""
ONE_DATABASE_OF_EACH_KIND = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(autouse=True)
def times_are_the_readers() -> None:
    """Reasons of incidents that the earlier bot stored keep their words, in UTC, until they change."""


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: SQLite unless the test says `postgres`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.sqlite3'}"
        return
    with new_database() as url:
        yield url


@pytest.fixture
def upgraded(sandbox: Sandbox, bots: Bots, database: str, tmp_path: Path) -> Bot:
    """A bot of now, ready, on what the one before left behind."""
    left_behind.replay(sandbox)
    left_behind.load(database, tmp_path)
    return bots.start()


@pytest.mark.parametrize("database", ONE_DATABASE_OF_EACH_KIND, indirect=True)
def test_whatever_was_pressed_before_has_its_effect_exactly_once(sandbox: Sandbox, upgraded: Bot) -> None:
    decisions_happen(sandbox)
    incidents_are_told_and_relieved(sandbox)
    questions_are_answered(sandbox)
    owners_and_people_are_asked(sandbox)
    time_passes(sandbox)

    assert said_twice(sandbox) == []
    assert marked_twice(sandbox) == []
    titles = Counter(one["fields"]["summary"] for one in sandbox.state("jira")["issues"])
    assert [title for title, times in titles.items() if times > 1] == []
    marks = Counter(
        (ticket["key"], comment["text"].splitlines()[-1])
        for ticket in sandbox.state("jira")["issues"]
        for comment in ticket["comments"]
    )
    assert [mark for mark, times in marks.items() if times > 1] == []


def decisions_happen(sandbox: Sandbox) -> None:
    """Approve, decline, withdraw, link, a fresh Connect Card, and a request that was only just sent."""
    card(sandbox, "HubSpot", "Approved – in progress")
    reads(sandbox, sandbox.ada, "approved HubSpot. Sign in at Fivetran", "dm")
    assert [one["group_id"] for one in connections(sandbox, "hubspot")] == ["dev_sandbox_group"]

    card(sandbox, "Notion", "Declined by Bo Lindqvist")
    notion = ticket(sandbox, "Notion", "Declined")
    assert [one["text"] for one in notion["comments"] if "it is in wiki_core" in one["text"]] != []

    card(sandbox, "Klaviyo", "Withdrawn")
    ticket(sandbox, "Klaviyo", "Withdrawn")

    (casa,) = connections(sandbox, "casa")
    card(sandbox, "Casa Verde", "Waiting for credentials", f"Connection {casa['id']} in Fivetran_Dev")
    hears_alone(sandbox, sandbox.bo, "Linked casa to the request for Casa Verde.")

    card(sandbox, "Trello", "Waiting for approval")
    ticket(sandbox, "Trello", "Open")

    reads(sandbox, sandbox.ada, "Your Asana connection is ready for its credentials", "dm")
    reads(sandbox, sandbox.ada, "approved Asana. Sign in at Fivetran", "dm")


def incidents_are_told_and_relieved(sandbox: Sandbox) -> None:
    """A person acknowledges it, snoozes, runs the tests, mutes; and what broke last is told."""
    incident(sandbox, "google_search_console_support", "broken authorization")
    incident(sandbox, "fivetran_log_dev", "broken authorization")
    incident(sandbox, "jira", "Cleo Marsh is on it")
    incident(sandbox, "google_ads", "Cleo Marsh snoozed it for 4 h", "Bo Lindqvist is on it")
    reads(sandbox, sandbox.ada, "The setup tests of salesforce passed", "dm")
    tests = sandbox.journal(service="fivetran", path="/v1/connections/fancy_fjord/test")
    assert len(tests) == 2, "one of long ago, and the one that was pressed"
    reads(sandbox, sandbox.ada, "muted zoom here until")


def questions_are_answered(sandbox: Sandbox) -> None:
    """In threads, directly, and by what was chosen among several."""
    (asked,) = told(sandbox.rosa, "is survey monkey fresh?")
    reads(sandbox, sandbox.rosa, "survey_monkey", thread=asked["ts"])
    (asked,) = told(sandbox.rosa, "does anybody know?")
    reads(sandbox, sandbox.rosa, "zoom", thread=asked["ts"])
    chosen = "google_search_console_www (Google Search Console, production) is fresh"
    reads(sandbox, sandbox.ada, chosen, "dm")
    reads(sandbox, sandbox.bo, "Thanks for the feedback!", "dm")
    for words in ("is survey monkey fresh?", "does anybody know?"):
        (asked,) = told(sandbox.rosa, words)
        assert len(sandbox.rosa.reads(thread=asked["ts"])) == 2


def owners_and_people_are_asked(sandbox: Sandbox) -> None:
    """An owner for access, people for an answer, the team for a login; and a digest comes at once."""
    reads(sandbox, sandbox.ada, "Rosa Neri asks for access to asana (Asana, Fivetran_Dev), which you own.", "dm")
    hears_alone(sandbox, sandbox.rosa, "I asked Ada Okafor for access to asana, and I'll message you when they answer.")
    reads(sandbox, sandbox.rosa, "I've passed your question to the team.", "dm")
    assert len(told(sandbox.cleo, "Rosa Neri asks", "how do I get access to fivetran?")) == 1
    reads(sandbox, sandbox.rosa, "for access to Fivetran. Updates are posted there.", "dm")
    reads(sandbox, sandbox.ada, "Connections, the 24 hours to January 9", HELP)


def test_every_request_is_still_there(sandbox: Sandbox, upgraded: Bot) -> None:
    card(sandbox, "HubSpot", "Approved – in progress")

    home = sandbox.bo.opens_home(until="Zendesk")["home"]["text"]
    draft = sandbox.cleo.types("/connector", wait=30)["view"]

    hers = ("Salesforce", "Intercom", "Asana", "Zendesk", "HubSpot", "Klaviyo", "Trello")
    answered(sandbox, sandbox.ada, "status", *hers)
    answered(sandbox, sandbox.bo, "status DSRE-12", "Zendesk", "Requested by Ada Okafor")
    assert "Waiting for your decision" in home
    assert "Lands in dev-fivetran.xero_eu" in draft["text"]
    assert draft["fields"]["purpose"]["value"] == "Invoices beside the ledger"


def test_buttons_of_messages_from_before_still_work(sandbox: Sandbox, upgraded: Bot) -> None:
    zendesk = card(sandbox, "Zendesk", "Waiting for approval")
    snoozed = incident(sandbox, "fivetran_log", "late data")

    sandbox.bo.clicks("Show details", message=zendesk["ts"])
    sandbox.bo.sees(until="Zendesk Support")
    sandbox.bo.clicks("Approve", wait=0)
    sandbox.rosa.clicks("I'm on it", message=snoozed["ts"], wait=0)
    sandbox.cleo.clicks("Not quite", in_="dm", wait=0)

    assert card(sandbox, "Zendesk", "Approved – in progress")["ts"] == zendesk["ts"]
    assert incident(sandbox, "fivetran_log", "Rosa Neri is on it")["ts"] == snoozed["ts"]
    reads(sandbox, sandbox.cleo, "Sorry that didn't help", "dm")


def test_incidents_that_were_open_end_in_their_messages(sandbox: Sandbox, upgraded: Bot) -> None:
    jira = incident(sandbox, "jira", "Cleo Marsh is on it")
    (storm,) = told(sandbox.ada, "Fivetran_Prod: 6 of 16 connections are failing")

    for schema in ("jira", *(f"load_{number}" for number in range(15, 21))):
        sandbox.fivetran.heals(schema=schema)
    time_passes(sandbox, 30)

    assert incident(sandbox, "jira", "recovered after")["ts"] == jira["ts"]
    reads(sandbox, sandbox.ada, "Storm over after", thread=storm["ts"])
    assert marked_twice(sandbox) == []


def test_who_hears_what_is_as_it_was(sandbox: Sandbox, upgraded: Bot) -> None:
    reads(sandbox, sandbox.ada, "muted zoom here until")

    home = answered(sandbox, sandbox.bo, "subscriptions", "Quiet hours: 01:00–05:00 (UTC)", "of 2 posts")
    newest = home.rpartition("Subscriptions of this channel")[2]  # an earlier reply can come late
    assert newest.count(" here until ") == 2
    answered(sandbox, sandbox.rosa, "subscriptions", "all connections (only critical alerts)", channel=HELP)
    answered(sandbox, sandbox.rosa, "subscriptions", "zoom", "weekends (Europe/Berlin)", channel="dm")
    answered(sandbox, sandbox.ada, "digest", "every day at 09:00 (Europe/Berlin)", channel=HELP)
    answered(sandbox, sandbox.ada, "digest", "every Monday at 09:00 (UTC)", channel="dm")


def test_what_was_known_is_told_as_before(sandbox: Sandbox, upgraded: Bot) -> None:
    answered(sandbox, sandbox.ada, "status intercom", "intercom")
    answered(sandbox, sandbox.ada, "list intercom", "intercom", "Ada Okafor")
    answered(sandbox, sandbox.ada, "ask what broke today?", "jira (Jira, production)")
    answered(sandbox, sandbox.bo, "questions", "what is a connect card?")


def card(sandbox: Sandbox, service: str, *words: str) -> dict[str, Any]:
    """The only card of a request, once it has these words."""

    def found() -> dict[str, Any] | None:
        cards = cards_of(sandbox, service)
        return next((one for one in cards if all(word in one["text"] for word in words)), None)

    shown = patiently(sandbox, found, f"the card of {service}: {words}")
    assert len(cards_of(sandbox, service)) == 1
    return dict(shown)


def cards_of(sandbox: Sandbox, service: str) -> list[dict[str, Any]]:
    """Cards of a service; those that nothing has happened to since keep the words of the bot before."""
    if service in CONFIDENTIAL:
        return told(sandbox.ada, "Confidential request", CONFIDENTIAL[service])
    return [one for place in ("Lands in", "Destination") for one in told(sandbox.ada, place, service)]


def incident(sandbox: Sandbox, name: str, *words: str) -> dict[str, Any]:
    """The message about a connection in the common channel, once it has these words."""

    def found() -> dict[str, Any] | None:
        return next((one for one in told(sandbox.ada, *words) if is_about(one, name)), None)

    return dict(patiently(sandbox, found, f"{name}: {words}"))


def is_about(message: dict[str, Any], name: str) -> bool:
    """Whether a message is an incident of this connection, in the words of this bot or of the one before."""
    first = str(message["text"]).splitlines()[0]
    return name in first and any(words in first for words in ("in Fivetran_", "· production", "· development"))


def ticket(sandbox: Sandbox, service: str, status: str) -> dict[str, Any]:
    """The only ticket of a request, once it has this status."""

    def found() -> list[dict[str, Any]]:
        issues = sandbox.state("jira")["issues"]
        return [one for one in issues if service in one["fields"]["summary"] and one["status"] == status]

    (only,) = patiently(sandbox, found, f"the ticket of {service}: {status}")
    return dict(only)


def connections(sandbox: Sandbox, schema: str) -> list[dict[str, Any]]:
    """Connections of this name, wherever they are."""
    return [one for one in sandbox.state("fivetran")["connections"] if one["schema"] == schema]


def told(person: Person, *words: str, channel: str = "fivetran-discussion") -> list[dict[str, Any]]:
    """Messages with all these words, as a person sees them."""
    return [one for one in person.reads(channel) if all(word in one["text"] for word in words)]


def reads(sandbox: Sandbox, person: Person, words: str, channel: str = "fivetran-discussion", **where: str) -> None:
    """A person reads these words after a while."""

    def found() -> bool:
        return any(words in one["text"] for one in person.reads(channel, **where))

    patiently(sandbox, found, words)


def hears_alone(sandbox: Sandbox, person: Person, words: str) -> None:
    """A person reads a message in the channel that only they see."""
    patiently(sandbox, lambda: [one for one in told(person, words) if one["ephemeral"]], words)


def answered(sandbox: Sandbox, person: Person, typed: str, *words: str, channel: str = "fivetran-discussion") -> str:
    """A person types a command until they read these words, which only they see: other messages may come first."""

    def found() -> str | None:
        replies = person.types(f"/connector {typed}", channel=channel, wait=30)["replies"]
        told_alone = "\n".join(one["text"] for one in replies if one["ephemeral"])
        return told_alone if all(word in told_alone for word in words) else None

    return str(patiently(sandbox, found, f"{typed}: {words}"))


def patiently(sandbox: Sandbox, found: Any, what: str) -> Any:
    """What is found by and by: half minutes pass meanwhile, as what failed is tried again later."""
    for _ in range(8):
        with suppress(AssertionError, Refused):
            return sandbox.until(found, what, timeout=2)
        sandbox.clock(advance=30)
    return sandbox.until(found, what, timeout=5)


def time_passes(sandbox: Sandbox, minutes: int = 5) -> None:
    """In steps in which the bot looks at every connection again."""
    for _ in range(minutes):
        before = sandbox.journal()[-1]["number"]
        sandbox.clock(advance=MINUTE + 1)
        for group in ("dev_sandbox_group", "prod_sandbox_group"):
            path = f"/v1/groups/{group}/connections"
            look = lambda path=path, since=before: sandbox.journal(since, path=path)  # noqa: E731
            sandbox.until(look, f"a look at {group}")


def said_twice(sandbox: Sandbox) -> list[str]:
    """What more than one of our messages of a conversation (or a thread) says."""
    said = Counter(
        (channel["id"], "" if one.get("thread_ts") == one["ts"] else one.get("thread_ts", ""), one["text"])
        for channel in sandbox.state("slack")["channels"]
        for one in channel["messages"]
        if "bot_id" in one
    )
    return [text for (_channel, _thread, text), times in said.items() if times > 1]


def marked_twice(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Marks that more than one message of a conversation bears: each is posted once, now and before."""
    marks = Counter(
        (channel["id"], left_behind.key_of(message))
        for channel in sandbox.state("slack")["channels"]
        for message in channel["messages"]
        if left_behind.key_of(message)
    )
    return [mark for mark, times in marks.items() if times > 1]
