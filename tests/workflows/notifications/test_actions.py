"""Buttons under an incident, and who can press them."""

from typing import Any

import pytest

from tests.support.fake_incident_ports import IncidentWorld
from tests.support.sample_data import MONDAY, a_connected_request, an_incident
from workflows.errors import Unavailable
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import UNTIL_RECOVERY, EndReason, Incident
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup, Storm
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import perform_action
from workflows.notifications.thread_updates import thread_update_keys
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
        (IncidentAction.CONNECT_CARD, "U0BO", "link U0BO to setup of zoom"),
        (
            IncidentAction.CONNECT_CARD,
            "U0ROSA",
            "whisper U0ROSA Only the connection's owner and approvers can do that. The owner is Ada Okafor.",
        ),
        (IncidentAction.CONNECT_CARD, "U0ADA", "enqueue reconcile 7f3c9a"),
        (IncidentAction.RESUME, "U0ADA", "resume"),
        (IncidentAction.RESUME, "U0ROSA", "whisper U0ROSA Only the connection's owner and approvers can do that."),
        (IncidentAction.HAND_BACK, "U0CLEO", "did: Cleo Marsh hand_back"),
        (IncidentAction.HAND_BACK, "U0ADA", "did: Ada Okafor hand_back"),
        (
            IncidentAction.HAND_BACK,
            "U0ROSA",
            "whisper U0ROSA Only the person who is on it, the connection's owner, and approvers can do that.",
        ),
        (IncidentAction.UNSNOOZE, "U0ROSA", "did: Rosa Neri unsnooze"),
        (IncidentAction.UNSNOOZE, "U0GUS", "whisper U0GUS Guests can't do that."),
    ],
)
def test_an_action_runs_only_for_permitted_actors(act: IncidentAction, who: str, outcome: str) -> None:
    request = a_connected_request(connection_id="brisk_otter")
    world = IncidentWorld({request.id: request})
    incident = an_incident(owner="U0ADA", owner_name="Ada Okafor")
    ports = world.with_subjects(incident.evolve(snoozed_until=UNTIL_RECOVERY, snoozed_by="U0BO"))

    perform_action("zoom-1", act, Actor(who, "T0DESK", "C1"), ports)

    assert world.happened[0].startswith(outcome)
    refused = "whisper" in outcome
    assert ("enqueue notify zoom-1" in world.happened) is not refused


def test_who_cannot_act_on_a_connection_without_an_owner_reads_that_it_can_be_claimed() -> None:
    world = IncidentWorld()

    perform_action("zoom-1", IncidentAction.SYNC, Actor("U0ROSA", "T0DESK", "C1"), world.with_subjects(an_incident()))

    assert world.happened == [
        "whisper U0ROSA Only the connection's owner and approvers can do that. "
        "It has no owner yet: *Claim* makes you the owner."
    ]


def test_the_person_who_is_on_it_hands_it_back_and_the_snooze_ends_now() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident(acknowledged_by="U0ROSA", snoozed_until=UNTIL_RECOVERY, snoozed_by="U0BO"))
    rosa = Actor("U0ROSA", "T0DESK", "C1")

    perform_action("zoom-1", IncidentAction.HAND_BACK, rosa, ports)
    perform_action("zoom-1", IncidentAction.UNSNOOZE, rosa, ports)
    perform_action("zoom-1", IncidentAction.UNSNOOZE, rosa, ports)

    incident = ports.incidents.get("zoom-1")
    assert isinstance(incident, Incident)
    assert (incident.acknowledged_by, incident.snoozed_until, incident.snoozed_by) == (None, None, None)
    assert thread_update_keys(incident) == [f"woken {world.now().isoformat()}"]
    assert world.happened[-1] == "whisper U0ROSA The snooze is over already."


def test_what_a_pause_ended_can_be_resumed_and_nothing_else() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(
        an_incident(ended_at=MONDAY, end_reason=EndReason.PAUSED, is_paused=True), an_incident("jira", ended_at=MONDAY)
    )
    bo = Actor("U0BO", "T0DESK", "C1")

    perform_action("zoom-1", IncidentAction.SYNC, bo, ports)
    perform_action("jira-1", IncidentAction.RESUME, bo, ports)
    perform_action("zoom-1", IncidentAction.RESUME, bo, ports)

    assert world.happened == [
        *["whisper U0BO This incident was resolved (2026-11-23 09:00 UTC)."] * 2,
        "resume",
        "paused by ",
        "did: Bo Lindqvist resume",
        "enqueue notify zoom-1",
    ]


def test_a_person_who_runs_the_tests_reads_what_it_means_that_they_pass() -> None:
    world = IncidentWorld()

    perform_action(
        "zoom-1", IncidentAction.RUN_TESTS, Actor("U0BO", "T0DESK", "C1"), world.with_subjects(an_incident())
    )

    assert (
        "whisper U0BO The setup tests of zoom passed, so the login works again. "
        "Select Sync now: a successful sync ends this." in world.happened
    )


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


@pytest.mark.parametrize(
    ("act", "who", "facts", "outcome"),
    [
        (IncidentAction.ACKNOWLEDGE, "U0ROSA", {}, "did: Rosa Neri acknowledge"),
        (IncidentAction.ACKNOWLEDGE, "U0GUS", {}, "whisper U0GUS Guests can't do that. Ask a full member"),
        (IncidentAction.ACKNOWLEDGE, "U0CLEO", {"acknowledged_by": "U0BO"}, "whisper U0CLEO Bo Lindqvist is on it"),
        (IncidentAction.ACKNOWLEDGE, "U0BO", {"ended_at": MONDAY}, "whisper U0BO This is over (2026-11-23 09:00 UTC)."),
        (IncidentAction.HAND_BACK, "U0ROSA", {"acknowledged_by": "U0ROSA"}, "did: Rosa Neri hand_back"),
        (IncidentAction.HAND_BACK, "U0BO", {"acknowledged_by": "U0ROSA"}, "did: Bo Lindqvist hand_back"),
        (
            IncidentAction.HAND_BACK,
            "U0ADA",
            {"acknowledged_by": "U0ROSA"},
            "whisper U0ADA Only the person who is on it",
        ),
        (IncidentAction.SYNC, "U0BO", {}, "whisper U0BO This button works for single incidents only."),
        (IncidentAction.SNOOZE_1_DAY, "U0BO", {}, "whisper U0BO This button works for single incidents only."),
    ],
)
def test_a_person_takes_a_storm_on_and_hands_it_back(
    act: IncidentAction, who: str, facts: dict[str, Any], outcome: str
) -> None:
    (storm,), _ = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    assert isinstance(storm, Storm)
    world = IncidentWorld()

    perform_action(storm.id, act, Actor(who, "T0DESK", "C1"), world.with_subjects(storm.evolve(**facts)))

    assert world.happened[0].startswith(outcome)
    assert (f"enqueue notify {storm.id}" in world.happened) is outcome.startswith("did")
