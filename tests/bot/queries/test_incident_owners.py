"""Who can act on a connection: its owner at the moment of the press."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.queries.incident_owners import IncidentOwners
from tests.support.sample_data import MONDAY, a_connected_request, an_incident
from workflows.ownership.model import Ownership
from workflows.requests.model import ConnectorRequest


def owners(owner: str = "", name: str = "", request: ConnectorRequest | None = None) -> IncidentOwners:
    stored = Ownership("zoom_otter").give_to(owner, name, "U0BO", MONDAY)
    groups: Any = SimpleNamespace(members_of=lambda _group: frozenset({"U0CLEO"}))
    requests: Any = SimpleNamespace(find_by_connection=lambda _id: request)
    return IncidentOwners(requests, SimpleNamespace(get=lambda _id: stored), groups)


def test_a_claim_counts_before_the_next_poll_updates_the_incident() -> None:
    stale = an_incident(owner=None, owner_name="")

    assert owners("U0ADA", "Ada Okafor").is_owner(stale, "U0ADA")
    assert not owners("U0ADA", "Ada Okafor").is_owner(stale, "U0ROSA")
    assert not owners().is_owner(an_incident(owner="U0ADA"), "U0ADA"), "it was given away"


@pytest.mark.parametrize(("who", "is_member"), [("U0CLEO", True), ("U0ADA", False)])
def test_a_member_of_the_group_that_owns_a_connection_is_an_owner(who: str, is_member: bool) -> None:
    assert owners("S0DATAENG", "@data-engineering").is_owner(an_incident(), who) is is_member


def test_the_requester_of_an_open_request_owns_its_connection() -> None:
    requested = owners("U0ROSA", "Rosa Neri", a_connected_request())

    assert requested.is_owner(an_incident(), "U0ADA")
    assert not requested.is_owner(an_incident(), "U0ROSA")
