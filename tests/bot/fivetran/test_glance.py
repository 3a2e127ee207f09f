"""Quick looks at Fivetran."""

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.glance import FivetranGlance
from bot.fivetran.protocol import listing
from workflows.live.scene import Member


@pytest.fixture
def glance(client: FivetranClient) -> FivetranGlance:
    return FivetranGlance(client)


@pytest.fixture
def ids(client: FivetranClient) -> dict[str, str]:
    """Name → id of every connection in production."""
    call = listing("/v1/groups/prod_sandbox_group/connections")
    return {one["schema"]: one["id"] for one in client.items(call)}


def test_a_connection_is_seen_with_its_schedule(glance: FivetranGlance, ids: dict[str, str]) -> None:
    zoom, netsuite = glance.look(ids["zoom"]), glance.look(ids["netsuite"])

    assert zoom
    assert netsuite
    assert (zoom.name, zoom.schedule_type, zoom.sync_frequency) == ("zoom", "auto", 360)
    assert netsuite.schedule_type == "manual"
    assert glance.look("no_such") is None


def test_its_tables_are_seen_by_their_names_in_the_destination(
    glance: FivetranGlance, ids: dict[str, str]
) -> None:
    tables = glance.tables(ids["stripe"])

    assert tables
    assert {(table.dataset, table.enabled) for table in tables} == {("stripe", True)}
    assert "customer" in [table.name for table in tables]
    assert glance.tables("no_such") is None


def test_the_people_of_a_group_are_seen_without_their_addresses(glance: FivetranGlance) -> None:
    assert glance.members("prod_sandbox_group") == [
        Member("Bo Lindqvist", "Manage Destination"),
        Member("Cleo Marsh", "Manage Destination"),
    ]
