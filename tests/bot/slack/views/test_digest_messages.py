"""The digest as a channel reads it, word for word."""

from dataclasses import replace
from datetime import date, timedelta

from bot.slack.views.digest import MAX_DIGEST_ROWS, render_digest
from sandbox.slack.blocks import check_message
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY
from workflows.digests.model import Digest, DigestIncident, GroupTally, StaleConnection, UpcomingDeletion
from workflows.digests.schedule import parse_recurrence
from workflows.incidents.model import Condition, EndReason
from workflows.monitoring.health import ConnectionState
from workflows.monitoring.sync_history import SyncDay
from workflows.reporting.figures import Figure, Wait

HOUR = timedelta(hours=1)
WEEKLY = parse_recurrence("weekly mon 09:00 Europe/Berlin")
DAYS = tuple(SyncDay(date(2026, 11, 17 + number), 40, number % 2) for number in range(7))
WEEK = Digest(
    since=MONDAY - timedelta(days=7),
    until=MONDAY,
    as_of=MONDAY,
    tallies=(
        GroupTally("Fivetran_Dev", {ConnectionState.WORKING: 1, ConnectionState.IN_SETUP: 1}),
        GroupTally("Fivetran_Prod", {ConnectionState.WORKING: 6, ConnectionState.FAILING: 1, ConnectionState.LATE: 1}),
    ),
    succeeded=1_180,
    failed=3,
    days=DAYS,
    incidents=(
        DigestIncident("jira", "production", Condition.BROKEN_AUTH, MONDAY - 49 * HOUR),
        DigestIncident("google_ads", "production", Condition.FAILING, MONDAY - 30 * HOUR, MONDAY - 27 * HOUR),
    ),
    restricted_incident_count=1,
    stale_connections=(StaleConnection("zoom", "production", MONDAY - 20 * HOUR),),
    slowest=(("survey_monkey", 3 * HOUR), ("google_ads", timedelta(minutes=42))),
    newly_live=("google_play",),
    upcoming_deletions=(UpcomingDeletion("typeform", date(2026, 12, 1), "Ada <Okafor>"),),
    restricted_deletion_count=2,
    waits={
        Wait.DECISION: Figure(9, timedelta(minutes=95), 26 * HOUR),
        Wait.DATA: Figure(4, 5 * HOUR, 7 * HOUR),
        Wait.RECOVERY: Figure(6, timedelta(minutes=40), 3 * HOUR),
    },
)

HEAD = """\
# Connections, November 16 to November 23
*Fivetran_Dev*: 2 connections – 1 working, 1 in setup
*Fivetran_Prod*: 8 connections – 6 working, 1 failing, 1 late
*Syncs*: 1,183 finished, 99.7% succeeded
*Waits (median)*: decision 1 h 35 min, first data 5 h, recovery 40 min
"""
TAIL = """\
*Slowest*: `survey_monkey` 3 h, `google_ads` 42 min
*Newly live*: `google_play`
*Due for deletion*: `typeform` on December 1 (Ada &lt;Okafor&gt;), 2 restricted
(Not listed: 1 restricted connection with incidents or late data.)
(As of 2026-11-23 09:00 UTC. Posted every Monday at 09:00 (Europe/Berlin).)
(For details, type `/connector status name`. To change the schedule, type `/connector digest`.)"""


def test_a_week_in_one_message() -> None:
    posting = render_digest(WEEK, WEEKLY)

    assert (
        as_seen(posting.blocks)
        == f"""\
{HEAD}[chart: Syncs by day]
Succeeded: 40, 40, 40, 40, 40, 40, 40
Failed: 0, 1, 0, 1, 0, 1, 0
*Needed attention*
Connection | Environment | Problem | Duration | Now
jira | production | broken authorization | 2 days | still open
google_ads | production | failing syncs | 3 h | recovered
zoom | production | late data | 20 h | still open
{TAIL}"""
    )
    assert check_message(posting.blocks) == []
    assert posting.text == (
        "Connections, November 16 to November 23. Fivetran_Dev: 2 connections – 1 working, 1 in setup; "
        "Fivetran_Prod: 8 connections – 6 working, 1 failing, 1 late. "
        "Syncs: 1,183 finished, 99.7% succeeded. Incidents: jira, google_ads."
    )


def test_a_paused_connection_has_not_recovered() -> None:
    paused = DigestIncident("ads", "production", Condition.FAILING, MONDAY - 3 * HOUR, MONDAY, EndReason.PAUSED)

    told = as_seen(render_digest(replace(WEEK, incidents=(paused,), stale_connections=()), WEEKLY).blocks)

    assert "ads | production | failing syncs | 3 h | paused" in told
    assert "recovered" not in told


def test_the_same_in_words_where_slack_has_no_chart_and_no_table() -> None:
    told = as_seen(render_digest(WEEK, WEEKLY, plain=True).blocks)

    assert (
        told
        == f"""\
{HEAD}(Syncs by day: Tue 17: 40 (0 failed) · Wed 18: 41 (1 failed) · Thu 19: 40 (0 failed) · \
Fri 20: 41 (1 failed) · Sat 21: 40 (0 failed) · Sun 22: 41 (1 failed) · Mon 23: 40 (0 failed))
*Needed attention*
• `jira` (production): broken authorization for 2 days, still open
• `google_ads` (production): failing syncs for 3 h, recovered
• `zoom` (production): late data for 20 h, still open
{TAIL}"""
    )


def test_a_quiet_day_is_a_short_message() -> None:
    quiet = Digest(
        since=MONDAY - timedelta(days=1),
        until=MONDAY,
        as_of=MONDAY,
        tallies=(GroupTally("Fivetran_Dev", {}),),
        succeeded=0,
        failed=0,
        days=(),
    )

    assert (
        as_seen(render_digest(quiet, parse_recurrence("daily 09:00")).blocks)
        == """\
# Connections, the 24 hours to November 23
*Fivetran_Dev*: 0 connections
*Syncs*: none finished
No incidents and no late data.
(As of 2026-11-23 09:00 UTC. Posted every day at 09:00 (UTC).)
(For details, type `/connector status name`. To change the schedule, type `/connector digest`.)"""
    )


def test_a_storm_stays_within_slacks_limits() -> None:
    many = tuple(DigestIncident("x" * 300, "production", Condition.FAILING, MONDAY - HOUR) for _ in range(500))
    names = tuple("y" * 300 for _ in range(500))
    long = replace(WEEK, incidents=many, newly_live=names)
    posting, plain = render_digest(long, WEEKLY), render_digest(long, WEEKLY, plain=True)

    assert check_message(posting.blocks) == []
    assert check_message(plain.blocks) == []
    assert len(posting.text) <= 4_000
    assert as_seen(posting.blocks).count("failing syncs") == MAX_DIGEST_ROWS
    assert "… and 481 more" in as_seen(posting.blocks)
