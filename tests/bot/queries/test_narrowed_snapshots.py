"""A narrowed snapshot gives every viewer the answer that the whole account would give."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from rapidfuzz import fuzz

from bot.queries.narrowed_snapshots import NarrowedSnapshots
from tests.support.memory_rows import MemoryRows
from tests.support.sample_account import ADA, BO, CLEO, SERVICES, connection, facts
from tests.support.sample_data import ANSWERS, MONDAY, a_connected_request
from workflows.catalog.offered_services import OfferedServices
from workflows.catalog.service import Service
from workflows.reporting.name_lookup import Match, resolve_name, suggest_names
from workflows.reporting.snapshot import Snapshot
from workflows.requests.answers import Sensitivity
from workflows.requests.confidentiality import PUBLIC, Viewer
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import UNCONNECTED_STATUSES, Status

WORDS = ("stripe", "zoom", "ads", "google", "events", "billing", "archive", "jira", "prod", "dev", "data", "eu", "quux")
OFFERED = OfferedServices(quux=Service("quux", "Quux Cloud"), billing=Service("billing", "Billing Events"))
SERVICE_IDS = [*SERVICES, "connector_sdk", "billing"]


def an_account(random: Random) -> Snapshot:
    """Return connections and requests with names of few words, some of them restricted."""
    connections = [
        connection(_name(random), random.choice(SERVICE_IDS), random.choice(["dev", "prod"]), id=f"c{number}")
        for number in range(25)
    ]
    by_name = sorted(connections, key=lambda one: (one.name, one.id))
    linked = random.sample(range(40), 20)
    requests = tuple(_request(random, number, f"c{linked[number]}") for number in range(20))
    return facts(connections=tuple(by_name), requests=requests, offered_services=OFFERED)


def _name(random: Random) -> str:
    return "_".join(random.choices(WORDS, k=random.randint(1, 3)))


def _request(random: Random, number: int, connection_id: str) -> ConnectorRequest:
    answers = replace(
        ANSWERS,
        service=random.choice(SERVICE_IDS),
        destination={"schema": _name(random)},
        sensitivity=random.choice(list(Sensitivity)),
    )
    status = random.choice(list(Status))
    linked = None if status in UNCONNECTED_STATUSES | {Status.DECLINED} else connection_id
    return a_connected_request(
        id=f"r{number}",
        submitted_at=MONDAY + timedelta(minutes=number),
        answers=answers,
        status=status,
        connection_id=linked,
        requester=random.choice(["U0ADA", "U0CLEO", "U0GIL"]),
    )


def _typed(random: Random, account: Snapshot) -> str:
    """Return what a person could type: a name, an id, a service, some words, with a mistake or an environment."""
    names = [one.name for one in account.connections] + [one.id for one in account.connections]
    services = [service.name for service in [*SERVICES.values(), *OFFERED.values()]]
    text = random.choice([random.choice(names), random.choice(services), _name(random)])
    if random.random() < 0.3:
        place = random.randrange(len(text))
        text = text[:place] + random.choice("abc") + text[place + 1 :]
    before, after = random.choice(["", "the "]), random.choice(["", "", " in production", " dev", " connection"])
    return f"{before}{text}{after}"


def _seen(text: str, snapshot: Snapshot, viewer: Viewer) -> tuple[Match | None, list[str]]:
    visible = snapshot.visible_to(viewer)
    match = resolve_name(text, visible, fuzz.ratio)
    return match, [] if match else suggest_names(text, visible, fuzz.ratio)


@pytest.mark.parametrize("seed", range(40))
def test_a_name_refers_to_the_same_in_the_narrowed_account(seed: int) -> None:
    random = Random(seed)
    account = an_account(random)
    narrowed = NarrowedSnapshots(MemoryRows(account), replace(account, connections=(), requests=()))

    for text in [_typed(random, account) for _ in range(15)]:
        part = narrowed.about([text], suggests=True, whole_services=False)
        for viewer in (PUBLIC, ADA, CLEO, BO):
            assert (text, _seen(text, part, viewer)) == (text, _seen(text, account, viewer))


@pytest.mark.parametrize(("hidden", "looked_at"), [(0, 10), (12, 17)])
def test_more_similar_names_are_looked_at_if_few_of_the_nearest_are_public(hidden: int, looked_at: int) -> None:
    near = [connection(f"salesforce{letter}", "google_ads", id=f"near_{letter}") for letter in "abcdefghijkl"]
    far = [connection(f"salesforce_eu_{number}", "google_ads", id=f"far_{number}") for number in range(5)]
    restricting = [
        a_connected_request(
            id=f"r{one.id}",
            answers=replace(ANSWERS, destination={"schema": one.name}, sensitivity=Sensitivity.CONFIDENTIAL),
            connection_id=one.id,
            status=Status.LIVE,
        )
        for one in near[:hidden]
    ]
    account = facts(connections=(*near, *far), requests=tuple(restricting))
    narrowed = NarrowedSnapshots(MemoryRows(account), replace(account, connections=(), requests=()))

    part = narrowed.about(["salesforcexxxx"], suggests=True, whole_services=False)

    assert len(part.connections) == looked_at
    _match, suggested = _seen("salesforcexxxx", part, PUBLIC)
    assert len(suggested) == 3
    assert set(suggested) <= {one.name for one in (far if hidden else near)}


def test_an_exact_name_narrows_the_account_to_one_connection() -> None:
    account = facts()
    narrowed = NarrowedSnapshots(MemoryRows(account), replace(account, connections=(), requests=()))

    part = narrowed.about(["google_ads"], suggests=True, whole_services=False)

    assert [one.name for one in part.connections] == ["google_ads"]


def test_a_connection_comes_with_all_connections_of_its_service_if_wanted() -> None:
    account = facts()
    narrowed = NarrowedSnapshots(MemoryRows(account), replace(account, connections=(), requests=()))

    part = narrowed.about(["google_search_console_www"], suggests=False, whole_services=True)

    assert {one.service for one in part.connections} == {"google_search_console"}
    assert len(part.connections) == 2
