"""Home offers a decision to the people who wouldn't be refused, whatever Jira says."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.bootstrap.slack import HomeQueries
from tests.support.fake_access_ports import HUBSPOT
from tests.support.panels import Panels
from tests.support.sample_data import ANSWERS, MONDAY, NAMES, a_request, a_request_with_ticket
from workflows.access_questions.model import AccessQuestion
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Handover
from workflows.requests.model import ConnectorRequest

BO, CLEO = "U0BO", "U0CLEO"
"""Two approvers; only Bo decides about sensitive data."""
NO_TICKET = a_request(names=NAMES)
ASKED_BY_CLEO = AccessQuestion("q1", CLEO, "Cleo Marsh", HUBSPOT, MONDAY, asks_approvers=True)
SENSITIVE = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL, business_owner=CLEO)


@dataclass(frozen=True)
class Office(Panels):
    """Plays every part that Home reads, with one request."""

    request: ConnectorRequest

    def undecided(self) -> list[ConnectorRequest]:
        return [self.request]

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset({BO, CLEO, "U0ADA"})

    def sensitive_approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset({BO})

    def requests_of(self, _user: str) -> list[ConnectorRequest]:
        return []

    owned_by = requests_of

    def waiting_around(self, _user: str, _groups: Collection[str]) -> list[AccessQuestion]:
        return [ASKED_BY_CLEO]

    def connections_of(self, _requests: Any) -> dict[str, Any]:
        return {}

    def for_user(self, _user: str) -> None:
        return None


@pytest.mark.parametrize(
    ("request_", "deciders"),
    [
        (a_request_with_ticket(), {BO, CLEO}),
        (NO_TICKET, {BO, CLEO}),
        (a_request(), set()),
        (a_request_with_ticket(handovers=(Handover(BO, "U0ADA", NO_TICKET.submitted_at, None),)), {CLEO}),
        (a_request_with_ticket(answers=SENSITIVE), {BO}),
    ],
    ids=["open", "without a ticket", "of a requester who wasn't checked", "of an earlier requester", "sensitive"],
)
def test_home_offers_a_decision_to_people_who_would_not_be_refused(
    request_: ConnectorRequest, deciders: set[str]
) -> None:
    desk: Any = Office(request_)
    home = HomeQueries(desk, desk, desk, desk, desk)

    offered = {user for user in (BO, CLEO, "U0ADA", "U0ROSA") if home.load(user).awaiting_decision}

    assert offered == deciders


def test_a_question_is_answered_by_others_and_awaited_by_the_person_who_asked_it() -> None:
    desk: Any = Office(a_request())
    home = HomeQueries(desk, desk, desk, desk, desk)

    states = [home.load(user) for user in (BO, CLEO)]

    assert [list(one.access_questions) for one in states] == [[ASKED_BY_CLEO], []]
    assert [list(one.own_questions) for one in states] == [[], [ASKED_BY_CLEO]]
