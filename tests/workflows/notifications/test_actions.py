"""Buttons under an incident, and who can press them."""

import pytest

from tests.support.fake_incident_ports import IncidentWorld
from tests.support.sample_data import MONDAY, a_connected_request, an_incident
from workflows.errors import Unavailable
from workflows.incidents.actions import IncidentAction
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup, Storm
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import perform_action
from workflows.permissions import Actor

RULES, PROD = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212)


@pytest.mark.parametrize(
    ("act", "who", "outcome"),
    [
        (IncidentAction.SYNC, "U0BO", "sync brisk_otter"),
        (IncidentAction.SYNC, "U0ADA", "sync brisk_otter"),
        (
            IncidentAction.SYNC,
            "U0ROSA",
            "whisper U0ROSA Only the connection's owner and approvers can do that.",
        ),
        (IncidentAction.PAUSE, "U0BO", "paused by U0BO"),
        (IncidentAction.ACKNOWLEDGE, "U0ROSA", "did: Rosa Neri acknowledge"),
        (IncidentAction.ACKNOWLEDGE, "U0GUS", "whisper U0GUS Guests can't do that."),
        (IncidentAction.SNOOZE_UNTIL_RECOVERY, "U0ROSA", "did: Rosa Neri snooze_until_recovery"),
        (IncidentAction.SNOOZE_4_HOURS, "U0ROSA", "did: Rosa Neri snooze_4h"),
        (IncidentAction.RUN_TESTS, "U0BO", "run setup tests"),
        (
            IncidentAction.CONNECT_CARD,
            "U0BO",
            "whisper U0BO Only the requester of this connection can get a Connect Card.",
        ),
        (IncidentAction.CONNECT_CARD, "U0ADA", "enqueue reconcile 7f3c9a"),
    ],
)
def test_an_action_runs_only_for_permitted_actors(act: IncidentAction, who: str, outcome: str) -> None:
    request = a_connected_request(connection_id="brisk_otter")
    world = IncidentWorld({request.id: request})
    ports = world.with_subjects(an_incident(owner="U0ADA"))

    perform_action("zoom-1", act, Actor(who, "T0DESK", "C1"), ports)

    assert world.happened[0].startswith(outcome)
    refused = "whisper" in outcome
    assert ("enqueue notify zoom-1" in world.happened) is not refused


def test_outsiders_and_late_clicks_change_nothing() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(
        an_incident(), an_incident("jira", ended_at=MONDAY), an_incident("ads", acknowledged_by="U0BO")
    )

    perform_action("zoom-1", IncidentAction.ACKNOWLEDGE, Actor("U0PIA", "T0NORTH", "C1"), ports)
    perform_action("jira-1", IncidentAction.SYNC, Actor("U0BO", "T0DESK", "C1"), ports)
    perform_action("ads-1", IncidentAction.ACKNOWLEDGE, Actor("U0CLEO", "T0DESK", "C1"), ports)

    assert world.happened == [
        "whisper U0PIA Only members of this workspace can do that.",
        "whisper U0BO This incident was resolved (2026-11-23 09:00 UTC).",
        "whisper U0CLEO Bo Lindqvist is on it already.",
    ]


@pytest.mark.parametrize(
    ("act", "trouble", "before"),
    [(IncidentAction.SYNC, "sync", []), (IncidentAction.PAUSE, "pause", ["paused by U0BO", "paused by "])],
)
def test_after_an_outage_nothing_has_changed(act: IncidentAction, trouble: str, before: list[str]) -> None:
    world = IncidentWorld(trouble={trouble: Unavailable("Fivetran did not answer.")})

    with pytest.raises(Unavailable, match="Fivetran did not answer"):
        perform_action("zoom-1", act, Actor("U0BO", "T0DESK", "C1"), world.with_subjects(an_incident()))

    assert world.happened == before


def test_a_storm_has_no_actions() -> None:
    (storm,), _ = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    assert isinstance(storm, Storm)
    world = IncidentWorld()

    perform_action(storm.id, IncidentAction.ACKNOWLEDGE, Actor("U0BO", "T0DESK", "C1"), world.with_subjects(storm))

    assert "This button works for single incidents only." in world.happened[0]
