"""Whatever a person presses while something is away is done later, or the person reads that nothing changed."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from demo.stage import Bot
from sandbox.driver import ActiveFault, Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, our_tickets, outcome, posted, strikes
from tests.e2e.support.steps import (
    CUSTOM,
    FORM,
    bo_approves,
    card_waits,
    connect_card_arrives,
    opens_form,
    sends,
    up_to_approval,
    up_to_connect_card,
)

LOCKED_SECONDS = 45
REASON = "Use the connection that marketing already has."


def slack_is_a_web_page(sandbox: Sandbox) -> ActiveFault:
    """From now on a gateway answers each call to Slack with 200 and its own page."""
    return sandbox.fault(kind="fail", service="slack", match="/api/", status=200, times=None)


def slack_comes_back(sandbox: Sandbox, trouble: ActiveFault) -> None:
    strikes(sandbox, trouble)
    trouble.ends()


def test_an_approval_counts_when_slack_is_back(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    trouble = slack_is_a_web_page(sandbox)

    bo_approves(sandbox)
    slack_comes_back(sandbox, trouble)

    sandbox.clock(advance=30)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_a_reason_counts_when_slack_is_back(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.bo.clicks("Decline")
    sandbox.bo.sees(until="Reason")
    trouble = slack_is_a_web_page(sandbox)

    assert sandbox.bo.sends_form(reason=REASON)["closed"]
    slack_comes_back(sandbox, trouble)

    sandbox.clock(advance=30)
    sandbox.ada.reads(until="Declined")


def test_a_form_that_cannot_be_opened_is_explained(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    trouble = slack_is_a_web_page(sandbox)

    sandbox.bo.clicks("Decline", wait=0)
    slack_comes_back(sandbox, trouble)

    sandbox.bo.reads(until="Nothing changed. Please try again in a minute (reference")


def test_a_question_is_answered_when_slack_is_back(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broke")
    trouble = slack_is_a_web_page(sandbox)

    sandbox.cleo.types("/connector ask who owns stripe", wait=0)
    slack_comes_back(sandbox, trouble)

    sandbox.cleo.reads(until="stripe")


def test_a_connect_card_comes_when_slack_is_back(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    trouble = slack_is_a_web_page(sandbox)

    sandbox.ada.clicks("Get sign-in link", in_="dm", wait=0)
    strikes(sandbox, trouble)
    trouble.ends()

    sandbox.clock(advance=30)
    sandbox.until(lambda: len(posted(sandbox, "handover:")) == 2, "the second Connect Card")


def test_an_incident_button_counts_when_slack_is_back(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broke")
    trouble = slack_is_a_web_page(sandbox)

    sandbox.bo.clicks("I'm on it", wait=0)
    slack_comes_back(sandbox, trouble)

    sandbox.bo.reads(until="Bo Lindqvist is on it")


def test_a_click_counts_when_the_file_is_unlocked(sandbox: Sandbox, bot: Bot, database: str) -> None:
    up_to_approval(sandbox)
    with another_writer(database):
        bo_approves(sandbox)
        sandbox.cleo.types("/connector ask who owns stripe", wait=0)
        time_passes(sandbox)

    sandbox.cleo.reads(until="stripe")
    sandbox.clock(advance=30)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_a_link_counts_when_the_file_is_unlocked(sandbox: Sandbox, bot: Bot, database: str) -> None:
    opens_form(sandbox.ada, "Casa Verde")
    sends(sandbox.ada, FORM | CUSTOM)
    card_waits(sandbox)
    bo_approves(sandbox)
    sandbox.ada.reads(until="Being built")
    made = sandbox.fivetran.makes(service="connector_sdk", schema="casa_two")

    with another_writer(database):
        sandbox.bo.types(f"/connector link casa_verde {made['id']}", wait=0)
        time_passes(sandbox)

    sandbox.clock(advance=30)
    sandbox.bo.reads(until="Linked casa_two to the request for")
    sandbox.ada.reads(until="Waiting for credentials")


def test_all_that_people_do_while_the_file_is_locked_for_45_seconds_counts_or_is_explained(
    sandbox: Sandbox, bot: Bot, database: str
) -> None:
    up_to_approval(sandbox)
    with another_writer(database):
        locked_at = time.monotonic()
        bo_approves(sandbox)
        sandbox.cleo.types("/connector ask who owns stripe", wait=0)
        opens_form(sandbox.cleo, "hubspot")
        sent = sends(sandbox.cleo, FORM)
        assert not sent["closed"]
        assert "The database isn't responding. Nothing changed." in str(sent["errors"])
        sandbox.until(lambda: time.monotonic() - locked_at > LOCKED_SECONDS, "45 seconds of a locked file")

    assert sandbox.cleo.sends()["closed"]  # what was typed is still there
    sandbox.cleo.reads(until="stripe")
    sandbox.clock(advance=30)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: len(our_tickets(sandbox)) == 2, "both tickets")


@contextmanager
def another_writer(database: str) -> Iterator[None]:
    """Hold the lock of the SQLite file, as a backup does."""
    with sqlite3.connect(urlsplit(database).path[1:], isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
    other.close()


def time_passes(sandbox: Sandbox) -> None:
    """Wait until the bot has asked Slack who pressed, so that its next step is the locked database."""
    started = time.monotonic()
    sandbox.until(lambda: time.monotonic() - started > 3, "three seconds of a locked file")


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_clicks_count_although_the_server_ends_every_connection(sandbox: Sandbox, bot: Bot, database: str) -> None:
    up_to_approval(sandbox)
    trouble = sandbox.fault(kind="hold", service="slack", match="users.info", times=None)
    bo_approves(sandbox)
    sandbox.cleo.types("/connector ask who owns stripe", wait=0)
    strikes(sandbox, trouble)

    end_connections(database)
    trouble.ends()
    end_connections(database)

    sandbox.cleo.reads(until="stripe")
    sandbox.clock(advance=30)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_press_that_cannot_be_saved_is_explained_and_changes_nothing(
    sandbox: Sandbox, bot: Bot, database: str
) -> None:
    up_to_approval(sandbox)

    with refused_connections(database):
        sandbox.bo.clicks("Approve", wait=0)
        sandbox.bo.reads(until="Nothing changed")

    bo_approves(sandbox)
    sandbox.clock(advance=30)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


@contextmanager
def refused_connections(database: str) -> Iterator[None]:
    """Let the server refuse connections to the database, and end those that are open."""
    server, _, name = database.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def end_connections(database: str) -> None:
    """End every connection to the database but our own, as a restart of the server does."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(statement, [urlsplit(database).path[1:]])
