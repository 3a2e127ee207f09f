"""Quick looks at Fivetran."""

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import FivetranApiLookup
from bot.fivetran.memberships import Memberships
from bot.fivetran.protocol import list_call
from tests.sandbox.support.fivetran_server import Sandbox
from workflows.answers.context import Member


@pytest.fixture
def glance(client: FivetranClient) -> FivetranApiLookup:
    return FivetranApiLookup(client)


@pytest.fixture
def ids(client: FivetranClient) -> dict[str, str]:
    """Name → id of every connection in production."""
    call = list_call("/v1/groups/prod_sandbox_group/connections")
    return {one["schema"]: one["id"] for one in client.items(call)}


def test_a_connection_is_seen_with_its_schedule(glance: FivetranApiLookup, ids: dict[str, str]) -> None:
    zoom, netsuite = glance.fetch(ids["zoom"]), glance.fetch(ids["netsuite"])

    assert zoom
    assert netsuite
    assert (zoom.name, zoom.schedule_type, zoom.sync_frequency) == ("zoom", "auto", 360)
    assert netsuite.schedule_type == "manual"
    assert glance.fetch("no_such") is None


def test_its_tables_are_seen_by_their_names_in_the_destination(glance: FivetranApiLookup, ids: dict[str, str]) -> None:
    tables = glance.tables(ids["stripe"])

    assert tables
    assert {(table.dataset, table.is_enabled) for table in tables} == {("stripe", True)}
    assert "customer" in [table.name for table in tables]
    assert glance.tables("no_such") is None


CLEO, BO = "Cleo Marsh", "Bo Lindqvist"


def test_who_can_open_a_connection_is_the_union_of_all_that_gives_a_role(
    glance: FivetranApiLookup, ids: dict[str, str]
) -> None:
    seen = glance.members("prod_sandbox_group", ids["stripe"])

    assert Member(BO, "Account Administrator") in seen.account
    assert Member("Rosa Neri", "Account Reviewer", "Revenue") in seen.account
    assert seen.group == (Member(BO, "Manage Destination"), Member(CLEO, "Manage Destination"))
    assert seen.connection == (
        Member("Rosa Neri", "Manage Connection", "Revenue"),
        Member(CLEO, "Manage Connection", "Revenue"),
    )
    assert seen.unreadable == ()
    assert "@" not in str(seen)


def test_a_group_and_a_single_role_are_seen_too(glance: FivetranApiLookup, ids: dict[str, str]) -> None:
    assert Member(CLEO, "View Destination", "Revenue") in glance.members("dev_sandbox_group", "").group
    assert glance.members("prod_sandbox_group", ids["google_ads"]).connection == (
        Member("Ada Okafor", "View Connection"),
    )
    assert glance.members("prod_sandbox_group", "").connection == ()


def test_roles_are_counted_once_in_a_quarter_of_an_hour(client: FivetranClient, sandbox: Sandbox) -> None:
    time = [0.0]
    census = Memberships(client, lambda: time[0])
    census.members("dev_sandbox_group", "")
    sandbox.account.teams["revenue"]["users"].pop("cleo_marsh")

    before = census.members("dev_sandbox_group", "")
    time[0] += 901
    after = census.members("dev_sandbox_group", "")

    assert [CLEO in {one.name for one in seen.group if one.team} for seen in (before, after)] == [True, False]


def test_a_key_for_connections_only_says_what_it_does_not_see(sandbox: Sandbox, ids: dict[str, str]) -> None:
    client = FivetranClient(f"{sandbox.url}/fivetran", "sandbox-narrow", "sandbox-secret")

    seen = Memberships(client).members("prod_sandbox_group", ids["stripe"])

    client.close()
    assert [one.name for one in seen.group] == [BO, CLEO]
    assert (seen.account, seen.connection) == ((), ())
    assert seen.unreadable == ("roles of single users", "roles through teams")
