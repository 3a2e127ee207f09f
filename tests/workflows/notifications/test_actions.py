"""Whoever may presses a button under an incident, and it is done once."""

import pytest

from tests.support.fake_incident_ports import Stand
from tests.support.sample_data import MONDAY, a_connected_request, an_incident
from workflows.errors import Unavailable
from workflows.incidents.storms import Group, Storm, gather
from workflows.monitoring.thresholds import Rules
from workflows.notifications.actions import Act, relieve
from workflows.requests.decisions import Press

RULES, PROD = Rules(), Group("prod", "Fivetran_Prod", 212)


@pytest.mark.parametrize(
    ("act", "who", "outcome"),
    [
        (Act.SYNC, "U0BO", "sync brisk_otter"),
        (Act.SYNC, "U0ADA", "sync brisk_otter"),
        (
            Act.SYNC,
            "U0ROSA",
            "whisper U0ROSA Only the owner of the connection and the approvers can do that.",
        ),
        (Act.PAUSE, "U0BO", "paused by U0BO"),
        (Act.TAKE, "U0ROSA", "did: Rosa Neri is on it"),
        (Act.TAKE, "U0GUS", "whisper U0GUS Guests cannot do that."),
        (Act.SNOOZE, "U0ROSA", "did: Rosa Neri snoozed it until it recovers"),
        (Act.SNOOZE_HOURS, "U0ROSA", "did: Rosa Neri snoozed it for 4 hours"),
        (Act.TEST, "U0BO", "test"),
        (
            Act.CARD,
            "U0BO",
            "whisper U0BO Only the person who asked for this connector gets its Connect Card.",
        ),
        (Act.CARD, "U0ADA", "agenda: settle 7f3c9a"),
    ],
)
def test_a_press_does_what_its_presser_may(act: Act, who: str, outcome: str) -> None:
    request = a_connected_request(connection_id="brisk_otter")
    stand = Stand({request.id: request})
    desk = stand.of(an_incident(owner="U0ADA"))

    relieve("zoom-1", act, Press(who, "T0DESK", "C1"), desk)

    assert stand.happened[0].startswith(outcome)
    refused = "whisper" in outcome
    assert ("agenda: tell zoom-1" in stand.happened) is not refused


def test_outsiders_and_latecomers_change_nothing() -> None:
    stand = Stand()
    desk = stand.of(an_incident(), an_incident("jira", ended_at=MONDAY), an_incident("ads", taken_by="U0BO"))

    relieve("zoom-1", Act.TAKE, Press("U0PIA", "T0NORTH", "C1"), desk)
    relieve("jira-1", Act.SYNC, Press("U0BO", "T0DESK", "C1"), desk)
    relieve("ads-1", Act.TAKE, Press("U0CLEO", "T0DESK", "C1"), desk)

    assert stand.happened == [
        "whisper U0PIA Only people of this workspace can do that.",
        "whisper U0BO This is over since 23 November at 09:00 UTC. Nothing has changed.",
        "whisper U0CLEO Bo Lindqvist is on it already.",
    ]


@pytest.mark.parametrize(
    ("act", "trouble", "before"),
    [(Act.SYNC, "sync", []), (Act.PAUSE, "pause", ["paused by U0BO", "paused by "])],
)
def test_who_presses_during_an_outage_hears_that_nothing_has_changed(
    act: Act, trouble: str, before: list[str]
) -> None:
    stand = Stand(trouble={trouble: Unavailable("Fivetran did not answer.")})

    relieve("zoom-1", act, Press("U0BO", "T0DESK", "C1"), stand.of(an_incident()))

    words = "Fivetran did not answer. Nothing has changed; please try again."
    assert stand.happened == [*before, f"whisper U0BO {words}"]


def test_a_storm_is_nothing_to_press() -> None:
    (storm,), _ = gather([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    assert isinstance(storm, Storm)
    stand = Stand()

    relieve(storm.id, Act.TAKE, Press("U0BO", "T0DESK", "C1"), stand.of(storm))

    assert "That is about many connections at once." in stand.happened[0]
