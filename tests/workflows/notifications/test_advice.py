"""Fivetran's advice is asked for once, about outages with a message of their own, and never delays a message."""

from dataclasses import replace

import pytest

from tests.support.fake_incident_ports import IncidentWorld
from tests.support.sample_data import MONDAY, an_incident
from workflows.errors import Unavailable
from workflows.incidents.model import Condition
from workflows.incidents.next_step import VendorAdvice
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.advice import needs_advice
from workflows.notifications.notify import notify

ADVICE = VendorAdvice("The token ended.", "Sign in.")


class Advisor:
    """Answers with the same advice, or none."""

    def __init__(self, advice: VendorAdvice | None, failure: Exception | None = None) -> None:
        self.advice, self.failure, self.asked = advice, failure, 0

    def advise(self, _connection_id: str) -> VendorAdvice | None:
        self.asked += 1
        if self.failure:
            raise self.failure
        return self.advice


@pytest.mark.parametrize("failure", [None, Unavailable("Fivetran didn't respond.")])
def test_the_message_is_posted_with_the_advice_or_without(failure: Unavailable | None) -> None:
    world, advisor = IncidentWorld(), Advisor(ADVICE, failure)
    ports = replace(world.with_subjects(an_incident()), advisor=advisor)

    for _ in range(2):
        notify("zoom-1", ports, Thresholds())

    known = ports.incidents.get("zoom-1")
    assert world.happened[0] == "post zoom-1 C1"
    assert (known.advice, advisor.asked) == (None if failure else ADVICE, 1)  # type: ignore[union-attr]


def test_only_open_outages_with_a_message_of_their_own_need_it() -> None:
    assert needs_advice(an_incident())
    assert not needs_advice(an_incident(condition=Condition.WARNING))
    assert not needs_advice(an_incident(ended_at=MONDAY))
    assert not needs_advice(an_incident(storm_id="storm-1"))
    assert not needs_advice(an_incident(advice=ADVICE))
