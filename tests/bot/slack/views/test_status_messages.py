"""`/connector status stripe`, as golden text."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.slack.views.access_offers import AccessOffers
from bot.slack.views.status import pending_text, status_choices, status_message
from sandbox.slack.blocks import check_message
from tests.support.rendered_text import as_seen
from tests.support.sample_account import CONNECTIONS, JIRA, PLAYS, facts
from tests.support.sample_data import MONDAY
from tests.workflows.digests.test_content import incident
from workflows.access_questions.model import AskedAccess
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.monitoring.sync_runs import SyncRun
from workflows.reporting.connection_status import ConnectionStatus, build_status
from workflows.reporting.name_lookup import Match

HOUR = timedelta(hours=1)


def runs(*failed: int) -> list[SyncRun]:
    """A sync every six hours for ten days, of which these (the newest is 0) failed."""
    every = [SyncRun(MONDAY - (2 + 6 * n) * HOUR, n not in failed, 240.0) for n in range(40)]
    return sorted(every, key=lambda one: one.ended_at)


def seen(connection: Connection, *failed: int, incidents: tuple[Incident, ...] = ()) -> ConnectionStatus:
    return build_status(connection, facts(), MONDAY, runs(*failed), incidents)


def test_a_working_connection() -> None:
    text, blocks = status_message(seen(PLAYS, 8, 9))

    assert (
        as_seen(blocks)
        == """\
`google_play` (Google Play, development)
:large_green_circle: *Working*
*Last success*: 2026-11-23 07:00 UTC
*Usually takes*: 4 min
*Next sync*: about 2026-11-23 12:56 UTC, every 6 h
*Owner*: Rosa Neri
*Ticket*: DSRE-5
*Airflow variable*: `fivetran_google_play_connector_id`
Nov 10 `···●●●●●●●●◐●●` Nov 23
38 of 40 syncs succeeded in 14 days. Failed: Nov 21 (2 of 4).
(● all succeeded  ◐ some failed  ○ all failed  · no sync (days in UTC))
(Open in Fivetran)
(as of 2026-11-23 09:00 UTC)"""
    )
    assert check_message(blocks) == []
    assert text == "google_play: working. 38 of 40 syncs succeeded in 14 days."


def test_a_failing_connection_shows_why_and_who_acknowledged_it() -> None:
    open_ = incident("jira_otter", facts={"message": "Reconnect <it>."}, acknowledged_by="U0BO")

    _, blocks = status_message(seen(JIRA, *range(3), incidents=(open_,)))

    shown = as_seen(blocks)
    assert ":red_circle: *Failing*: Reconnect it, *please*" in shown
    assert "*Next sync*: none until it's reconnected" in shown
    assert "*Owner*: none" in shown
    assert ":rotating_light: *Open incident: failing syncs* since 2026-11-21 09:00 UTC" in shown
    assert "Reconnect &lt;it&gt;. Acknowledged by <@U0BO>." in shown


def test_a_late_connection_that_airflow_starts() -> None:
    zoom = next(one for one in CONNECTIONS if one.name == "zoom")

    late = replace(zoom, succeeded_at=MONDAY - 13 * HOUR)
    _, blocks = status_message(seen(late))

    assert ":large_yellow_circle: *Late*" in as_seen(blocks)
    assert "expected since 2026-11-23 02:00 UTC, usually about every 6 h, by Airflow" in as_seen(blocks)


def test_a_connection_without_history() -> None:
    new = replace(PLAYS, setup_state="incomplete", succeeded_at=None, paused=True)

    _, blocks = status_message(build_status(new, facts(), MONDAY, [], ()))

    shown = as_seen(blocks)
    assert ":construction: *In setup*: waiting for its credentials; it has never synced" in shown
    assert "`··············`" in shown
    assert "No sync ended in the last 14 days." in shown
    assert "*Next sync*: none until the credentials are entered" in shown


def test_an_ambiguous_name_asks_which_connection() -> None:
    search = tuple(one for one in CONNECTIONS if one.service == "google_search_console")

    text, blocks = status_choices("search <console>", Match("", search), {"prod": "production"})

    assert text == "“search &lt;console&gt;” matches 2 connections. Which one?"
    assert as_seen(blocks).splitlines()[-1] == (
        "[google_search_console_support (production)] [google_search_console_www (production)]"
    )


def test_many_matches_fit_slacks_limits() -> None:
    many = tuple(replace(PLAYS, id=f"id_{n}", name=f"{'x' * 120}_{n}") for n in range(300))

    _, blocks = status_choices("play", Match("", many), {})

    assert check_message(blocks) == []


def test_a_request_without_connection_is_shown_as_a_request() -> None:
    request = facts().requests[2]

    assert pending_text(Match("", requests=(request,))) == (
        "• *Typeform* `typeform` is waiting for an approver (<https://jira.example/browse/DSRE-6|DSRE-6>)"
    )


@pytest.mark.parametrize(
    ("viewer", "asked", "shown"),
    [
        ("U0BO", {}, "[Ask for access]"),
        ("U0BO", {PLAYS.id: MONDAY}, "(You asked for access 2026-11-23 09:00 UTC)"),
        ("U0ROSA", {}, "(as of 2026-11-23 09:00 UTC)"),
    ],
    ids=["another person", "who asked", "the owner"],
)
def test_a_status_offers_to_ask_its_owner_once(viewer: str, asked: dict[str, datetime], shown: str) -> None:
    _text, blocks = status_message(seen(PLAYS), AccessOffers(viewer, AskedAccess(asked)))

    assert as_seen(blocks).splitlines()[-1] == shown
