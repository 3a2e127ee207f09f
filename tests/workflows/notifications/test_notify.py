"""Incidents are posted in order, to recipients with access, and edited until they are resolved."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.support.fake_incident_ports import IncidentWorld
from tests.support.sample_data import MONDAY, an_incident
from workflows.errors import DeskError, Refused, Unavailable
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import ActivityEntry, Condition, Severity
from workflows.incidents.next_step import NextStep
from workflows.incidents.remediation import find_remediation
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.notify import notify, notify_lagging
from workflows.notifications.ports import Subject
from workflows.notifications.recipients import Recipients, choose_recipients
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message

RULES, PROD, MINUTE = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212), timedelta(minutes=1)


def test_restricted_incidents_go_only_to_people_with_access() -> None:
    recipients = Recipients("C0FIVETRAN", frozenset({"U0BO", "U0CLEO"}))
    secret = an_incident(is_restricted=True, owner="U0ADA")
    storms, _ = update_storms([], [an_incident(f"a{n}", is_restricted=True) for n in range(5)], PROD, RULES, MONDAY)

    assert choose_recipients(an_incident(), recipients) == ["C0FIVETRAN"]
    assert choose_recipients(an_incident(storm_id="storm-1"), recipients) == []
    assert choose_recipients(secret, recipients) == ["U0ADA", "U0BO", "U0CLEO"]
    assert choose_recipients(secret.evolve(storm_id="storm-1"), recipients) == ["U0ADA"]
    assert choose_recipients(storms[0], recipients) == ["U0BO", "U0CLEO"]


@pytest.mark.parametrize(
    ("codes", "step"),
    [
        (("reconnect",), NextStep.RECONNECT),
        (("blocked_on_capture",), NextStep.REVIEW_SCHEMA),
        (("brand_new",), NextStep.CHECK_ERROR),
    ],
)
def test_task_codes_choose_the_remediation(codes: tuple[str, ...], step: NextStep) -> None:
    assert find_remediation(an_incident(condition=Condition.FAILING, codes=codes)).step is step


def test_an_incident_is_posted_once_edited_and_resolved_in_the_thread() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident())

    for _ in range(2):
        notify("zoom-1", ports, RULES)
    world.time += timedelta(hours=1)
    world.update("zoom-1", ended_at=world.time)
    for _ in range(2):
        notify("zoom-1", ports, RULES)

    assert world.happened == ["post zoom-1 C1", "edit zoom-1 C1", "say ended"]
    assert world.in_sync_ids[-1] == "zoom-1"


def test_edits_are_45_seconds_apart_unless_a_person_waits() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident())
    notify("zoom-1", ports, RULES)

    world.update("zoom-1", severity=Severity.WARNING)
    notify("zoom-1", ports, RULES)
    assert (world.happened[1:], world.off["zoom-1"]) == ([], MONDAY + timedelta(seconds=45))

    world.update("zoom-1", last_delivered_at=None)
    notify("zoom-1", ports, RULES)
    assert world.happened[1:] == ["edit zoom-1 C1"]


def test_an_edit_does_not_wait_for_the_old_hour_of_a_clock_that_was_set_back() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident())
    notify("zoom-1", ports, RULES)

    world.time -= timedelta(hours=1)
    world.update("zoom-1", severity=Severity.WARNING)
    notify("zoom-1", ports, RULES)

    assert world.happened[1:] == ["edit zoom-1 C1"]


@dataclass
class BusyWorld(IncidentWorld):
    """A recipient presses a button while their message is posted."""

    pressing: str = ""

    def recipients_for(self, _subject: Subject) -> Recipients:
        return Recipients("C1", frozenset({"U0BO", "U0CLEO"}))

    def post(self, subject: Subject, audience: str, rendered: RenderedMessage) -> Message:
        if audience == self.pressing:
            deed = ActivityEntry(audience, "Bo Lindqvist", IncidentAction.SYNC, self.time)
            self.record_activity(subject.id, deed, last_delivered_at=None)
        return super().post(subject, audience, rendered)


@pytest.mark.parametrize("pressing", ["U0BO", "U0CLEO"])
def test_an_action_during_a_run_is_edited_in_at_once(pressing: str) -> None:
    world = BusyWorld(pressing=pressing)
    ports = world.with_subjects(an_incident(is_restricted=True))

    for _ in range(2):
        notify("zoom-1", ports, RULES)

    assert world.off == {}
    assert world.in_sync_ids == ["zoom-1"]
    assert f"edit zoom-1 {pressing}" in world.happened


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [(Unavailable("Slow down.", 30), 30), (Unavailable("No answer."), 5), (Refused("No."), 3_600)],
)
def test_a_failed_post_is_retried_with_backoff(failure: DeskError, seconds: int) -> None:
    world = IncidentWorld(trouble={"slack": failure})
    ports = world.with_subjects(an_incident())

    notify("zoom-1", ports, RULES)

    assert world.off["zoom-1"] == MONDAY + timedelta(seconds=seconds)
    assert world.in_sync_ids == []
    notify_lagging(ports)
    assert world.happened == ["enqueue notify zoom-1"]


def test_newer_incidents_wait_for_older_ones() -> None:
    world = IncidentWorld(waits_for=MONDAY + MINUTE)

    notify("zoom-1", world.with_subjects(an_incident()), RULES)

    assert (world.happened, world.off["zoom-1"]) == ([], MONDAY + MINUTE)


def test_an_incident_that_joins_a_storm_is_edited_once_more() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident())
    notify("zoom-1", ports, RULES)
    world.time += timedelta(hours=1)
    world.update("zoom-1", storm_id="storm-1", ended_at=world.time)

    notify("zoom-1", ports, RULES)

    assert world.happened == ["post zoom-1 C1", "edit zoom-1 C1"]


def test_each_message_is_rendered_once_per_change() -> None:
    world = IncidentWorld()
    ports = world.with_subjects(an_incident())

    notify("zoom-1", ports, RULES)
    assert world.renders == 1  # the first post

    world.time += timedelta(hours=1)
    world.update("zoom-1", severity=Severity.WARNING, last_delivered_at=None)
    notify("zoom-1", ports, RULES)
    assert world.renders == 2  # one edit
    assert world.happened == ["post zoom-1 C1", "edit zoom-1 C1"]
