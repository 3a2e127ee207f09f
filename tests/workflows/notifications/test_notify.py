"""Incidents are told in order, to those who may hear of them, and edited until they end."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.support.fake_incident_ports import Stand
from tests.support.sample_data import MONDAY, an_incident
from workflows.errors import DeskError, Refused, Unavailable
from workflows.incidents.model import ActivityEntry, Condition, Severity
from workflows.incidents.remediation import find_remediation
from workflows.incidents.storms import ConnectionGroup, update_storms
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.notify import notify, notify_lagging
from workflows.notifications.ports import Subject
from workflows.notifications.recipients import Recipients, choose_recipients
from workflows.requests.model import Message

RULES, PROD, MINUTE = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212), timedelta(minutes=1)


def test_what_is_sensitive_is_told_only_to_those_who_may_know() -> None:
    hearers = Recipients("C0FIVETRAN", frozenset({"U0BO", "U0CLEO"}))
    secret = an_incident(is_restricted=True, owner="U0ADA")
    storms, _ = update_storms(
        [], [an_incident(f"a{n}", is_restricted=True) for n in range(5)], PROD, RULES, MONDAY
    )

    assert choose_recipients(an_incident(), hearers) == ["C0FIVETRAN"]
    assert choose_recipients(an_incident(storm_id="storm-1"), hearers) == []
    assert choose_recipients(secret, hearers) == ["U0ADA", "U0BO", "U0CLEO"]
    assert choose_recipients(secret.evolve(storm_id="storm-1"), hearers) == ["U0ADA"]
    assert choose_recipients(storms[0], hearers) == ["U0BO", "U0CLEO"]


@pytest.mark.parametrize(
    ("codes", "label"),
    [(("reconnect",), "Reconnect"), (("blocked_on_capture",), "Review schema"), (("brand_new",), "Failing")],
)
def test_codes_lead_to_the_next_step_and_unknown_ones_to_that_of_the_condition(
    codes: tuple[str, ...], label: str
) -> None:
    assert find_remediation(an_incident(condition=Condition.FAILING, codes=codes)).label == label


def test_it_is_posted_once_edited_when_it_ends_and_a_line_is_added() -> None:
    stand = Stand()
    desk = stand.with_subjects(an_incident())

    for _ in range(2):
        notify("zoom-1", desk, RULES)
    stand.time += timedelta(hours=1)
    stand.update("zoom-1", ended_at=stand.time)
    for _ in range(2):
        notify("zoom-1", desk, RULES)

    assert stand.happened == ["post zoom-1 C1", "edit zoom-1 C1", "say ended"]
    assert stand.settled_ids[-1] == "zoom-1"


def test_edits_wait_until_45_seconds_have_passed_but_not_for_a_person() -> None:
    stand = Stand()
    desk = stand.with_subjects(an_incident())
    notify("zoom-1", desk, RULES)

    stand.update("zoom-1", severity=Severity.WARNING)
    notify("zoom-1", desk, RULES)
    assert (stand.happened[1:], stand.off["zoom-1"]) == ([], MONDAY + timedelta(seconds=45))

    stand.update("zoom-1", last_delivered_at=None)
    notify("zoom-1", desk, RULES)
    assert stand.happened[1:] == ["edit zoom-1 C1"]


@dataclass
class Busy(Stand):
    """Somebody presses a button in the moment in which the message of `pressing` is posted."""

    pressing: str = ""

    def recipients_for(self, _subject: Subject) -> Recipients:
        return Recipients("C1", frozenset({"U0BO", "U0CLEO"}))

    def post(self, subject: Subject, audience: str) -> Message:
        if audience == self.pressing:
            deed = ActivityEntry(audience, "Bo Lindqvist", "started a sync", self.time)
            self.record_activity(subject.id, deed, last_delivered_at=None)
        return super().post(subject, audience)


@pytest.mark.parametrize("pressing", ["U0BO", "U0CLEO"])
def test_what_somebody_did_while_it_was_told_is_edited_in_at_once(pressing: str) -> None:
    stand = Busy(pressing=pressing)
    desk = stand.with_subjects(an_incident(is_restricted=True))

    for _ in range(2):
        notify("zoom-1", desk, RULES)

    assert stand.off == {}
    assert stand.settled_ids == ["zoom-1"]
    assert f"edit zoom-1 {pressing}" in stand.happened


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [(Unavailable("Slow down.", 30), 30), (Unavailable("No answer."), 5), (Refused("No."), 3_600)],
)
def test_what_slack_does_not_take_is_put_off(failure: DeskError, seconds: int) -> None:
    stand = Stand(trouble={"slack": failure})
    desk = stand.with_subjects(an_incident())

    notify("zoom-1", desk, RULES)

    assert stand.off["zoom-1"] == MONDAY + timedelta(seconds=seconds)
    assert stand.settled_ids == []
    notify_lagging(desk)
    assert stand.happened == ["agenda: tell zoom-1"]


def test_what_is_newer_waits_for_what_is_older() -> None:
    stand = Stand(waits_for=MONDAY + MINUTE)

    notify("zoom-1", stand.with_subjects(an_incident()), RULES)

    assert (stand.happened, stand.off["zoom-1"]) == ([], MONDAY + MINUTE)


def test_an_incident_that_joins_a_storm_is_edited_and_says_no_more() -> None:
    stand = Stand()
    desk = stand.with_subjects(an_incident())
    notify("zoom-1", desk, RULES)
    stand.time += timedelta(hours=1)
    stand.update("zoom-1", storm="storm-1", ended_at=stand.time)

    notify("zoom-1", desk, RULES)

    assert stand.happened == ["post zoom-1 C1", "edit zoom-1 C1"]
