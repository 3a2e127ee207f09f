"""The audit trail in the database: an entry belongs to its change, and the chain holds under every writer."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, update
from sqlmodel import col

from bench.statement_count import count_statements
from bot.store.access_questions import AccessQuestionStore
from bot.store.audit import AUDIT_PAGE_SIZE, AuditStore
from bot.store.audit_rows import LAST_SEEN, append_later
from bot.store.connection_owners import OwnerStore
from bot.store.database import connect, transaction
from bot.store.incident_rows import subject_columns
from bot.store.incidents import IncidentStore
from bot.store.requests import RequestStore
from bot.store.tables import AuditEntryRow, IncidentRow
from tests.support.fake_access_ports import HUBSPOT
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import ANSWERS, MONDAY, a_request, a_request_with_ticket, an_incident
from workflows.access_questions.model import AccessQuestion, QuestionStatus
from workflows.audit.chain import Head
from workflows.audit.entries import AuditAction, AuditEntry, Part, Source, person
from workflows.errors import IllegalTransition
from workflows.incidents.actions import IncidentAction
from workflows.incidents.model import ActivityEntry
from workflows.ownership.model import OwnerChange, Ownership
from workflows.requests.history import Decision
from workflows.requests.state_machine import Event

ENTRY = AuditEntry(AuditAction.REFUSED, MONDAY, "request:7f3c9a", Source.SLACK, people={Part.ACTOR: person("U0GUS")})


class Watch:
    """A clock that stands still."""

    def now(self) -> datetime:
        return MONDAY


@pytest.fixture
def trail(database: Engine) -> AuditStore:
    return AuditStore(database)


def actions(trail: AuditStore) -> list[str]:
    return [entry.action for entry in trail.entries()]


def test_the_life_of_a_request_is_a_chain(database: Engine, trail: AuditStore) -> None:
    requests = RequestStore(database, Watch())
    request = requests.add(a_request_with_ticket(), "V1")
    requests.add(a_request_with_ticket(id="again"), "V1")  # the same form, delivered again
    request = requests.transition(request, Event.APPROVED, decision=Decision("U0BO", MONDAY))
    request = requests.update(request, problem="Fivetran isn't responding.")
    requests.transition(request, Event.CONNECTION_CREATED, connection_id="bright_fox")

    assert actions(trail) == ["requested", "approved", "connection_created"]
    assert [entry.number for entry in trail.entries()] == [1, 2, 3]
    assert [*trail.find_breaks()] == []
    assert [entry.version for entry in trail.entries()] == [1, 2, 4]


def test_a_change_that_is_rolled_back_leaves_no_entry(database: Engine, trail: AuditStore) -> None:
    with suppress(RuntimeError), transaction(database) as session:
        append_later(session, [ENTRY])
        raise RuntimeError

    assert actions(trail) == []


def test_of_twenty_who_decide_at_once_one_has_an_entry(database: Engine, trail: AuditStore) -> None:
    requests = RequestStore(database, Watch())
    request = requests.add(a_request_with_ticket(), "V1")

    def decide(number: int) -> None:
        try:
            requests.transition(request, Event.APPROVED, decision=Decision(f"U{number}", MONDAY))
        except IllegalTransition:
            return

    with ThreadPoolExecutor(20) as people:
        [*people.map(decide, range(20))]

    assert actions(trail) == ["requested", "approved"]


def test_forty_requests_at_once_are_one_chain(database: Engine, trail: AuditStore) -> None:
    requests = RequestStore(database, Watch())

    def add(number: int) -> None:
        answers = replace(ANSWERS, destination={"schema": f"salesforce_{number}"})
        requests.add(a_request(id=f"r{number}", answers=answers), f"V{number}")

    with ThreadPoolExecutor(10) as people:
        [*people.map(add, range(40))]

    assert len(actions(trail)) == 40
    assert [*trail.find_breaks()] == []
    assert trail.head().number == 40


def test_actions_on_incidents_are_entries(database: Engine, trail: AuditStore) -> None:
    incidents, incident = IncidentStore(database, Watch()), an_incident()
    with database.begin() as connection:
        connection.execute(insert(IncidentRow), [subject_columns(incident)])
    taken = ActivityEntry("U0BO", "Bo Lindqvist", IncidentAction.ACKNOWLEDGE, MONDAY)

    incidents.acknowledge(incident.id, taken)
    incidents.acknowledge(incident.id, taken)  # the same press, delivered again

    (entry,) = trail.entries()
    assert (entry.action, entry.details["did"]) == ("incident_action", "acknowledge")
    assert entry.people["actor"]["slack_user"] == "U0BO"


def test_changes_of_owners_are_entries(database: Engine, trail: AuditStore) -> None:
    owners, before = OwnerStore(database, Watch()), Ownership("bright_fox")
    adas = before.give_to("U0ADA", "Ada Okafor", "U0ADA", MONDAY)

    assert owners.change(before, adas, OwnerChange.CLAIMED, "U0ADA")
    assert not owners.change(before, adas, OwnerChange.CLAIMED, "U0BO")  # too late
    assert owners.change(owners.get("bright_fox"), before, OwnerChange.LEFT, "")

    claimed, left = trail.entries()
    assert (claimed.details["change"], claimed.source, claimed.people["actor"]["slack_user"]) == (
        "claimed",
        "slack",
        "U0ADA",
    )
    assert (left.details["change"], left.source, "actor" in left.people) == ("left", "bot", False)


def test_access_questions_and_their_answers_are_entries(database: Engine, trail: AuditStore) -> None:
    questions = AccessQuestionStore(database)
    question = AccessQuestion("q1", "U0CLEO", "Cleo Marsh", HUBSPOT, MONDAY)

    questions.save(question)
    questions.save(question)
    questions.answer("q1", QuestionStatus.APPROVED, PEOPLE["U0ADA"], MONDAY)
    questions.answer("q1", QuestionStatus.DECLINED, PEOPLE["U0BO"], MONDAY)

    asked, answered = trail.entries()
    assert (asked.action, answered.action) == ("access_asked", "access_approved")
    assert answered.people["actor"]["slack_user"] == "U0ADA"
    assert answered.people["requester"]["slack_user"] == "U0CLEO"


def test_a_refusal_is_recorded_once_for_each_press(database: Engine) -> None:
    presses = iter(["press-1", "press-1", "press-2"])
    trail = AuditStore(database, lambda: next(presses))

    for _ in range(3):
        trail.record(ENTRY)

    assert actions(trail) == ["refused", "refused"]
    assert [*trail.find_breaks()] == []


def test_entries_are_exported_from_a_moment_on_and_in_pages(database: Engine, trail: AuditStore) -> None:
    entries = [replace(ENTRY, at=MONDAY + timedelta(minutes=number)) for number in range(AUDIT_PAGE_SIZE + 5)]
    with transaction(database) as session:
        append_later(session, entries)

    assert [entry.number for entry in trail.entries()] == [*range(1, AUDIT_PAGE_SIZE + 6)]
    since = MONDAY + timedelta(minutes=AUDIT_PAGE_SIZE + 2)
    assert [entry.number for entry in trail.entries(since)] == [AUDIT_PAGE_SIZE + number for number in (3, 4, 5)]
    assert [*trail.find_breaks()] == []


@pytest.mark.parametrize("tamper", ["change", "remove", "move", "last"])
def test_what_happens_to_rows_behind_our_back_is_found(database: Engine, trail: AuditStore, tamper: str) -> None:
    clock = count()
    with transaction(database) as session:
        append_later(session, [replace(ENTRY, at=MONDAY + timedelta(hours=next(clock))) for _ in range(4)])
    number = col(AuditEntryRow.number)
    statements: dict[str, list[Any]] = {
        "change": [update(AuditEntryRow).where(number == 2).values(source="jira")],
        "remove": [delete(AuditEntryRow).where(number == 2)],
        "move": [
            update(AuditEntryRow).where(number == old).values(number=new) for old, new in ((2, 9), (3, 2), (9, 3))
        ],
        "last": [delete(AuditEntryRow).where(number == 4)],
    }
    with database.begin() as connection:
        for statement in statements[tamper]:
            connection.execute(statement)

    assert [*trail.find_breaks()]


def test_a_person_is_erased_from_the_rows(database: Engine, trail: AuditStore) -> None:
    for user in ("U0GUS", "U0ADA"):
        trail.record(replace(ENTRY, people={Part.ACTOR: person(user)}))

    assert trail.erase_person("U0GUS") == 1

    assert [entry.people.get("actor", {}).get("slack_user") for entry in trail.entries()] == [None, "U0ADA"]
    assert [*trail.find_breaks()] == []
    assert trail.erase_person("U0GUS") == 0


def test_an_entry_costs_two_statements_beside_its_change(database: Engine, trail: AuditStore) -> None:
    trail.record(ENTRY)  # the first one also makes the head

    with count_statements(database) as count_now, transaction(database) as session:
        append_later(session, [ENTRY, ENTRY])

    assert count_now() == 2


def test_a_guess_of_the_end_that_is_wrong_costs_no_entry(database: Engine, trail: AuditStore) -> None:
    trail.record(ENTRY)
    LAST_SEEN[database] = Head(7, "0" * 64)  # as after a transaction that was rolled back
    trail.record(ENTRY)
    LAST_SEEN[database] = Head(1, trail.head().hash)
    trail.record(ENTRY)

    assert [entry.number for entry in trail.entries()] == [1, 2, 3]
    assert [*trail.find_breaks()] == []


def test_two_processes_append_to_one_chain(database: Engine, trail: AuditStore) -> None:
    other = connect(database.url.render_as_string(hide_password=False))
    trails = trail, AuditStore(other)

    with ThreadPoolExecutor(4) as people:
        [*people.map(lambda number: trails[number % 2].record(ENTRY), range(20))]
    other.dispose()

    assert trail.head().number == 20
    assert [*trail.find_breaks()] == []
