"""Whoever may presses a button under an incident, and it is done once."""

import pytest

from tests.support.fake_incident_ports import Stand
from tests.support.sample_data import MONDAY, a_connected_request, an_incident
from workflows.errors import Unavailable
from workflows.incidents.storms import ConnectionGroup, Storm, update_storms
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import IncidentAction, perform_action
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
            "whisper U0ROSA Only the owner of the connection and the approvers can do that.",
        ),
        (IncidentAction.PAUSE, "U0BO", "paused by U0BO"),
        (IncidentAction.ACKNOWLEDGE, "U0ROSA", "did: Rosa Neri is on it"),
        (IncidentAction.ACKNOWLEDGE, "U0GUS", "whisper U0GUS Guests cannot do that."),
        (IncidentAction.SNOOZE_UNTIL_RECOVERY, "U0ROSA", "did: Rosa Neri snoozed it until it recovers"),
        (IncidentAction.SNOOZE_4_HOURS, "U0ROSA", "did: Rosa Neri snoozed it for 4 hours"),
        (IncidentAction.RUN_TESTS, "U0BO", "test"),
        (
            IncidentAction.CONNECT_CARD,
            "U0BO",
            "whisper U0BO Only the person who asked for this connector gets its Connect Card.",
        ),
        (IncidentAction.CONNECT_CARD, "U0ADA", "agenda: settle 7f3c9a"),
    ],
)
def test_a_press_does_what_its_presser_may(act: IncidentAction, who: str, outcome: str) -> None:
    request = a_connected_request(connection_id="brisk_otter")
    stand = Stand({request.id: request})
    desk = stand.with_subjects(an_incident(owner="U0ADA"))

    perform_action("zoom-1", act, Actor(who, "T0DESK", "C1"), desk)

    assert stand.happened[0].startswith(outcome)
    refused = "whisper" in outcome
    assert ("agenda: tell zoom-1" in stand.happened) is not refused


def test_outsiders_and_latecomers_change_nothing() -> None:
    stand = Stand()
    desk = stand.with_subjects(
        an_incident(), an_incident("jira", ended_at=MONDAY), an_incident("ads", acknowledged_by="U0BO")
    )

    perform_action("zoom-1", IncidentAction.ACKNOWLEDGE, Actor("U0PIA", "T0NORTH", "C1"), desk)
    perform_action("jira-1", IncidentAction.SYNC, Actor("U0BO", "T0DESK", "C1"), desk)
    perform_action("ads-1", IncidentAction.ACKNOWLEDGE, Actor("U0CLEO", "T0DESK", "C1"), desk)

    assert stand.happened == [
        "whisper U0PIA Only people of this workspace can do that.",
        "whisper U0BO This is over since 23 November at 09:00 UTC. Nothing has changed.",
        "whisper U0CLEO Bo Lindqvist is on it already.",
    ]


@pytest.mark.parametrize(
    ("act", "trouble", "before"),
    [(IncidentAction.SYNC, "sync", []), (IncidentAction.PAUSE, "pause", ["paused by U0BO", "paused by "])],
)
def test_who_presses_during_an_outage_hears_that_nothing_has_changed(
    act: IncidentAction, trouble: str, before: list[str]
) -> None:
    stand = Stand(trouble={trouble: Unavailable("Fivetran did not answer.")})

    perform_action("zoom-1", act, Actor("U0BO", "T0DESK", "C1"), stand.with_subjects(an_incident()))

    words = "Fivetran did not answer. Nothing has changed; please try again."
    assert stand.happened == [*before, f"whisper U0BO {words}"]


def test_a_storm_is_nothing_to_press() -> None:
    (storm,), _ = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    assert isinstance(storm, Storm)
    stand = Stand()

    perform_action(
        storm.id, IncidentAction.ACKNOWLEDGE, Actor("U0BO", "T0DESK", "C1"), stand.with_subjects(storm)
    )

    assert "That is about many connections at once." in stand.happened[0]
