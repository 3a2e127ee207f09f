"""Existing connections are named to viewers with access, and counted for others."""

from dataclasses import replace

import pytest

from bot.slack.views.existing_connections import existing_connections_view
from tests.support.sample_data import ANSWERS, MONDAY, SALESFORCE, a_connected_request, a_connection
from workflows.catalog.service import Service
from workflows.reporting.duplicates import Duplicates, ExistingConnection, visible_duplicates
from workflows.reporting.snapshot import Snapshot
from workflows.requests.answers import Sensitivity
from workflows.requests.confidentiality import Viewer

WAGES = Service("workday", "Workday", is_sensitive=True)
OURS = Service("ours", "Ours", is_internal=True)
FACTS = Snapshot(
    now=MONDAY,
    connections=(
        a_connection(),
        a_connection(id="shy_otter", name="wages", service="workday"),
        a_connection(id="own_otter", name="ours", service="ours"),
    ),
    requests=(a_connected_request(answers=replace(ANSWERS, sensitivity=Sensitivity.CONFIDENTIAL)),),
    services={one.id: one for one in (SALESFORCE, WAGES, OURS)},
    environments={},
    polled_at={},
)
EXISTING = (
    ExistingConnection("salesforce", "salesforce", "Fivetran_Dev", "working", "U0ADA", connection_id="polite_otter"),
    ExistingConnection("workday", "wages", "Fivetran_Prod", "working", connection_id="shy_otter"),
    ExistingConnection("ours", "ours", "Fivetran_Prod", "working", connection_id="own_otter"),
    ExistingConnection("stripe", "stripe", "requested", "waits", "U0ROSA", request_id="unheard"),
)


@pytest.mark.parametrize(
    ("viewer", "names"),
    [
        (Viewer("U0GIL"), set()),
        (Viewer("U0ADA"), {"salesforce"}),
        (Viewer("U0ROSA"), {"salesforce"}),
        (Viewer("U0ADA", is_public=True), set()),
        (Viewer("U0BO", is_superuser=True), {"salesforce", "wages", "ours"}),
    ],
)
def test_restricted_and_internal_connections_are_named_to_their_own_people(viewer: Viewer, names: set[str]) -> None:
    found = visible_duplicates(EXISTING, FACTS, viewer)

    assert {connection.name for connection in found.connections} == names
    assert found.total == len(EXISTING)


def test_hidden_connections_are_counted_and_a_duplicate_needs_a_reason() -> None:
    blocks = existing_connections_view(WAGES, Duplicates((), 2), None)

    assert "wages" not in str(blocks)
    assert "2 restricted connections" in str(blocks)
    assert blocks[-1]["block_id"] == "duplicate_reason"


def test_owners_are_not_offered_to_contact_themselves() -> None:
    adas = Duplicates((EXISTING[0],))

    assert "ask_owner_0" not in str(existing_connections_view(SALESFORCE, adas, None, user="U0ADA"))
    assert "ask_owner_0" in str(existing_connections_view(SALESFORCE, adas, None, user="U0ROSA"))
