"""What a form and a list show of the connections that exist: those of both environments, and what is requested."""

from dataclasses import replace

from sqlalchemy import Engine

from bot.store.connection_owners import OwnerStore
from bot.store.database import transaction
from bot.store.existing_connections import PAGE_SIZE, ExistingConnectionStore, ListedRowsFilter
from bot.store.requests import RequestStore
from bot.store.tables import ConnectionRow, PollRoundRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_account import ADA, CLEO, facts
from tests.support.sample_data import ANSWERS, MONDAY, a_connected_request, a_request_with_ticket
from workflows.catalog.service import Service
from workflows.ownership.model import OwnerChange, Ownership
from workflows.reporting.duplicates import visible_duplicates
from workflows.requests.state_machine import Status

GROUPS = {"dev": "Fivetran_Dev", "prod": "Fivetran_Prod"}


def a_row(id: str, group: str = "dev", service: str = "salesforce", name: str = "salesforce") -> ConnectionRow:
    return ConnectionRow(id=id, group_id=group, service=service, name=name, health="healthy", state_key="")


def save(database: Engine, *rows: ConnectionRow) -> ExistingConnectionStore:
    with transaction(database) as session:
        session.add_all([*rows, *(PollRoundRow(group_id=group, polled_at=0.0) for group in GROUPS)])
    return ExistingConnectionStore(database, GROUPS)


def test_all_connections_of_a_service_are_found_however_many(database: Engine) -> None:
    rows = [a_row(f"{group}{number}", group) for group in GROUPS for number in range(250)]
    store = save(database, a_row("other", service="zoom"), *rows)

    found = store.of_service("salesforce").existing

    assert len(found) == 500
    assert {connection.environment for connection in found} == set(GROUPS.values())


def test_a_connection_has_the_owner_of_its_open_request(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(id="open", names={"U0ADA": "Ada Okafor"}), "V1")
    requests.add(a_connected_request(id="retired", connection_id="gone", status=Status.RETIRED), "V2")
    requests.add(a_request_with_ticket(id="waits"), "V3")
    requests.add(a_request_with_ticket(id="declined", status=Status.DECLINED), "V4")
    store = save(database, a_row("polite_otter"), a_row("gone"))

    found = store.of_service("salesforce")

    assert {each.connection_id: each.owner_name for each in found.existing[:2]} == {
        "polite_otter": "Ada Okafor",
        "gone": None,
    }
    assert [each.request_id for each in found.existing[2:]] == ["waits"]
    assert {request.id for request in found.requests} == {"open", "retired", "waits"}


def claim(database: Engine, connection_id: str, user_id: str, name: str) -> None:
    nothing = Ownership(connection_id)
    after = nothing.give_to(user_id, name, user_id, MONDAY)
    assert OwnerStore(database, Watch()).change(nothing, after, OwnerChange.CLAIMED, user_id)


def test_a_connection_has_the_owner_who_claimed_it_unless_its_request_is_open(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_connected_request(id="open", names={"U0ADA": "Ada Okafor"}), "V1")
    requests.add(a_connected_request(id="retired", connection_id="gone", status=Status.RETIRED), "V2")
    store = save(database, a_row("polite_otter"), a_row("gone", name="b"), a_row("free", name="c"))
    for one in ("polite_otter", "gone", "free"):
        claim(database, one, "U0CLEO", "Cleo Marsh")

    assert {each.connection_id: each.owner_name for each in store.of_service("salesforce").existing} == {
        "polite_otter": "Ada Okafor",
        "gone": "Cleo Marsh",
        "free": "Cleo Marsh",
    }
    assert [each.connection_id for each in store.owned_by("U0CLEO")] == ["gone", "free"]
    assert store.owned_by("U0ADA") == []


def test_a_restricted_connection_is_listed_for_who_claimed_it_alone(database: Engine) -> None:
    store = save(database, a_row("polite_otter"))
    claim(database, "polite_otter", "U0CLEO", "Cleo Marsh")
    found = store.of_service("salesforce").existing
    sensitive = {"salesforce": Service("salesforce", "Salesforce", is_sensitive=True)}

    shown = {
        viewer: len(visible_duplicates(found, facts(services=sensitive, requests=()), viewer).connections)
        for viewer in (CLEO, ADA, replace(CLEO, is_public=True))
    }

    assert [*shown.values()] == [1, 0, 0]


def test_a_custom_connector_is_found_by_the_service_of_its_connection(database: Engine) -> None:
    custom = replace(ANSWERS, service="custom", service_name="Ledger")
    RequestStore(database, Watch()).add(a_connected_request(answers=custom), "V1")
    store = save(database, a_row("polite_otter", service="connector_sdk"))

    found = store.of_service("connector_sdk")

    assert [each.owner for each in found.existing] == ["U0ADA"]
    assert not store.of_service("custom").existing


def test_a_list_has_every_connection_once_by_name(database: Engine) -> None:
    requests = RequestStore(database, Watch())
    requests.add(a_request_with_ticket(id="waits"), "V1")
    requests.add(a_connected_request(id="hidden", connection_id="elsewhere", status=Status.RETIRED), "V2")
    names = sorted(f"source_{number}" for number in range(2 * PAGE_SIZE))
    store = save(database, a_row("last", "prod"), *(a_row(name, name=name) for name in reversed(names)))

    dev, prod, waiting = [list(pages) for pages in store.by_environment(ListedRowsFilter())]

    assert [each.name for page in dev for each in page.existing] == names
    assert [request.id for page in prod for request in page.requests] == ["hidden"]
    assert [each.request_id for page in waiting for each in page.existing] == ["waits"]
    assert store.total(ListedRowsFilter()) == len(names) + 2
