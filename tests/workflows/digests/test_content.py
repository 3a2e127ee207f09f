"""A digest names unrestricted connections and counts the others."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.support.sample_account import CONNECTIONS, facts
from tests.support.sample_data import MONDAY
from workflows.digests.content import build_digest
from workflows.digests.model import Digest, SyncSummary
from workflows.incidents.model import Condition, EndReason, Incident, Severity
from workflows.monitoring.health import ConnectionState

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)


def incident(connection_id: str, **more: Any) -> Incident:
    """Broken since Saturday."""
    known: dict[str, Any] = {
        "id": f"of {connection_id}",
        "condition": Condition.FAILING,
        "severity": Severity.WARNING,
        "connection_id": connection_id,
        "group_id": "prod",
        "group_name": "Fivetran_Prod",
        "service": "zoom",
        "name": "zoom",
        "facts": {"message": "The source answers with an error."},
        "opened_at": MONDAY - 2 * timedelta(days=1),
    }
    return Incident(**(known | more))


def told(*incidents: Incident, record: SyncSummary | None = None, **changed: object) -> Digest:
    """The digest of Monday morning."""
    return build_digest(facts(**changed), record or SyncSummary(), incidents, MONDAY - WEEK)


def test_every_connection_is_counted_in_its_group() -> None:
    prod, dev = sorted(told().tallies, key=lambda one: one.group_name, reverse=True)

    assert (prod.group_name, prod.total) == ("Fivetran_Prod", 8)
    assert prod.counts == {ConnectionState.WORKING: 6, ConnectionState.FAILING: 1, ConnectionState.PAUSED: 1}
    assert (dev.total, dev.counts[ConnectionState.IN_SETUP]) == (3, 1)


def test_an_incident_has_its_duration() -> None:
    over = incident("zoom_otter", ended_at=MONDAY - timedelta(days=1))

    zoom, jira = told(over).incidents

    assert (zoom.name, zoom.condition, zoom.duration(MONDAY)) == (
        "zoom",
        Condition.FAILING,
        timedelta(days=1),
    )
    assert (jira.name, jira.condition, jira.duration(MONDAY)) == ("jira", Condition.BROKEN_AUTH, HOUR)


def test_a_paused_connection_keeps_its_end_reason() -> None:
    (zoom, _jira) = told(incident("zoom_otter", ended_at=MONDAY, end_reason=EndReason.PAUSED)).incidents

    assert zoom.end_reason is EndReason.PAUSED


def test_an_open_incident_is_listed_once() -> None:
    assert [one.name for one in told(incident("jira_otter")).incidents] == ["jira"]


def test_good_news_is_not_a_breakage() -> None:
    assert [one.name for one in told(incident("zoom_otter", condition=Condition.FIRST_SYNC)).incidents] == ["jira"]


def test_restricted_connections_are_counted_and_never_named() -> None:
    late = [replace(one, succeeded_at=MONDAY - WEEK) if one.service == "stripe" else one for one in CONNECTIONS]
    slow = SyncSummary(slowest=[("duel_salutation", 3 * HOUR), ("zoom_otter", HOUR)])

    digest = told(incident("calm_comet"), record=slow, connections=tuple(late))

    assert (digest.restricted_incident_count, digest.restricted_stale_count, digest.stale_connections) == (
        1,
        1,
        (),
    )
    assert digest.slowest == (("zoom", HOUR),)
    assert "stripe" not in str(digest)
    assert "salesforce" not in str(digest)


def test_a_rhythm_that_was_learned_makes_data_stale() -> None:
    manual = [replace(one, succeeded_at=MONDAY - 20 * HOUR) if one.name == "zoom" else one for one in CONNECTIONS]

    assert told(connections=tuple(manual)).stale_connections == ()
    learned = SyncSummary(cadences={"zoom_otter": 6 * HOUR})
    assert [one.name for one in told(record=learned, connections=tuple(manual)).stale_connections] == ["zoom"]


def test_upcoming_deletions_and_new_connections_are_listed() -> None:
    request = replace(facts().requests[1], first_synced_at=MONDAY - HOUR)

    digest = told(requests=(request,))

    assert [(one.name, one.requester) for one in digest.upcoming_deletions] == [("google_play", "Rosa Neri")]
    assert digest.newly_live == ("google_play",)


def test_the_share_of_good_syncs_needs_a_sync() -> None:
    assert told().success_rate is None
    assert told(record=SyncSummary(succeeded=98, failed=2)).success_rate == 0.98
