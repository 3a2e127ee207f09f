"""Each change of a request happens once, however many try at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.metrics import RequestMetrics, metrics_page
from bot.store.database import transaction
from bot.store.requests import RequestStore, swap_requests
from tests.support.sample_data import ANSWERS, MONDAY, TICKET, a_request, a_request_with_ticket, an_approved_request
from tests.support.statement_log import log_statements
from workflows.errors import IllegalTransition, Refused
from workflows.requests.state_machine import Event, Status


class Watch:
    """A clock set by the test."""

    def __init__(self) -> None:
        self.time = MONDAY

    def now(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def store(database: Engine, watch: Watch) -> RequestStore:
    return RequestStore(database, watch)


def test_a_request_comes_back_as_it_was_kept(store: RequestStore) -> None:
    request = an_approved_request(mirrored_events=frozenset({"ticket:approved"}), failed_tests=("Login: no",))

    store.add(request, "V1")

    assert store.get("7f3c9a") == request


def test_a_form_that_is_delivered_twice_is_one_request(store: RequestStore) -> None:
    first = store.add(a_request(), "V1")
    second = store.add(a_request(id="another"), "V1")

    assert second == first
    assert store.of_submission("V1") == first
    with pytest.raises(Refused):
        store.get("another")


def test_of_twenty_who_decide_at_once_one_succeeds(store: RequestStore) -> None:
    request = store.add(a_request_with_ticket(), "V1")

    def try_to(event: Event) -> bool:
        try:
            store.transition(request, event)
        except IllegalTransition:
            return False
        return True

    with ThreadPoolExecutor(10) as people:
        succeeded = list(people.map(try_to, [Event.APPROVED, Event.DECLINED] * 10))

    assert succeeded.count(True) == 1
    assert store.get("7f3c9a").version == 2


def test_of_many_requests_only_those_are_written_that_did_not_change_meanwhile(
    store: RequestStore, database: Engine
) -> None:
    known = [store.add(a_request_with_ticket(id=one), one) for one in ("r1", "r2", "r3")]
    store.update(known[1], problem="x")

    with transaction(database) as session:
        updated = [one.evolve(connection_state_key="live", version=one.version + 1) for one in known]
        written = swap_requests(session, updated)

    assert sorted(written) == ["r1", "r3"]
    assert [store.get(one).connection_state_key for one in ("r1", "r2", "r3")] == ["live", None, "live"]
    assert store.get("r2").problem == "x"


def test_concurrent_changes_are_all_saved(store: RequestStore) -> None:
    known = store.add(a_request_with_ticket(), "V1")
    facts = [{"problem": "x"}, {"permalink": "https://slack.example/1"}, {"connection_id": "polite_otter"}]

    with ThreadPoolExecutor(3) as people:
        list(people.map(lambda fact: store.update(known, **fact), facts))

    request = store.get("7f3c9a")
    assert (request.problem, request.permalink, request.connection_id) == (
        "x",
        "https://slack.example/1",
        "polite_otter",
    )


def test_a_request_lags_until_all_mirrors_agree_with_this_version(store: RequestStore) -> None:
    kept = store.add(a_request(), "V1")
    assert store.out_of_sync() == [kept]

    changed = store.update(kept, problem=None)
    store.mark_in_sync(kept)
    assert store.out_of_sync() == [changed]

    store.mark_in_sync(changed)
    assert store.out_of_sync() == []


def test_a_rescheduled_request_lags_only_when_it_is_due(store: RequestStore, watch: Watch) -> None:
    store.add(a_request(retry_at=MONDAY + timedelta(minutes=5)), "V1")
    assert store.out_of_sync() == []

    watch.time = MONDAY + timedelta(minutes=5)

    assert [request.id for request in store.out_of_sync()] == ["7f3c9a"]


def test_undecided_requests_are_found_by_age(store: RequestStore) -> None:
    store.add(a_request_with_ticket(), "V1")
    store.add(an_approved_request(id="decided"), "V2")

    assert [request.id for request in store.undecided_since(MONDAY + timedelta(seconds=1))] == ["7f3c9a"]
    assert store.undecided_since(MONDAY) == []


def test_every_request_that_waits_with_a_ticket_is_found_however_old(store: RequestStore, watch: Watch) -> None:
    store.add(a_request_with_ticket(), "V1")
    store.add(an_approved_request(id="decided"), "V2")
    store.add(a_request_with_ticket(id="no ticket yet", ticket=None), "V3")
    watch.time += timedelta(days=400)

    assert [request.id for request in store.awaiting_decision()] == ["7f3c9a"]


def test_requests_with_a_stuck_or_deleted_ticket_are_found(store: RequestStore, watch: Watch) -> None:
    for each in ("fine", "stuck", "deleted", "declined"):
        store.add(a_request_with_ticket(id=each), each)
    problem = "Jira ticket DSRE-7 can't be moved to Done: there is no way. Move it by hand."
    store.update(store.get("stuck"), problem=problem)
    store.update(store.get("deleted"), ticket_missing_since=watch.now())
    store.update(store.get("declined"), ticket_missing_since=watch.now(), status=Status.DECLINED)
    store.mark_in_sync(store.get("deleted"))

    assert {request.id for request in store.with_stuck_ticket()} == {"stuck", "deleted"}


def test_names_of_open_requests_are_taken_and_those_of_ended_ones_are_free(store: RequestStore) -> None:
    store.add(a_request_with_ticket(), "V1")
    assert store.taken_names(["salesforce", "stripe"]) == {"salesforce"}

    store.transition(store.get("7f3c9a"), Event.WITHDRAWN)

    assert store.get("7f3c9a").status is Status.WITHDRAWN
    assert store.taken_names(["salesforce"]) == frozenset()


def test_requests_are_counted_by_status_and_lag(store: RequestStore) -> None:
    kept = store.add(a_request_with_ticket(), "V1")
    store.add(an_approved_request(id="approved"), "V2")
    assert (
        metrics_page(RequestMetrics(store.count_by_status, store.count_out_of_sync))().count(
            b"connector_desk_requests{"
        )
        == 2
    )
    assert store.count_by_status() == {"awaiting_approval": 1, "approved": 1}

    store.mark_in_sync(kept)

    assert store.count_out_of_sync() == 1
    assert (
        b"connector_desk_requests_out_of_sync 1.0"
        in metrics_page(RequestMetrics(store.count_by_status, store.count_out_of_sync))()
    )


def test_only_requests_that_do_not_know_their_service_as_sensitive_are_read(store: RequestStore) -> None:
    marked, other = replace(ANSWERS, is_sensitive_service=True), replace(ANSWERS, service="zoom")
    store.add(a_request_with_ticket(id="open"), "V1")
    store.add(a_request_with_ticket(id="closed", status=Status.DECLINED), "V2")
    store.add(a_request_with_ticket(id="marked", answers=marked), "V3")
    store.add(a_request_with_ticket(id="other", answers=other), "V4")

    assert {one.id for one in store.unmarked_requests({"salesforce"})} == {"open", "closed"}
    assert store.unmarked_requests(frozenset()) == []


def test_a_change_of_an_outdated_copy_begins_with_the_row(store: RequestStore) -> None:
    outdated = store.add(a_request(), "V1")
    opened = store.transition(outdated, Event.TICKET_OPENED, ticket=TICKET)

    assert store.transition(outdated, Event.APPROVED).ticket == TICKET

    with pytest.raises(IllegalTransition):
        store.transition(opened, Event.APPROVED)


def test_a_change_of_the_known_row_reads_nothing(store: RequestStore, database: Engine) -> None:
    known = store.add(a_request_with_ticket(), "V1")

    with log_statements(database) as log:
        store.transition(store.update(known, problem=None), Event.APPROVED)

    assert log.reads == []


def test_the_newest_historical_syncs_of_a_service_say_how_long_the_next_one_takes(store: RequestStore) -> None:
    assert store.usual_history_sync("salesforce") is None
    for number, hours in enumerate([90, 2, 4, 3, 9, 5]):  # the oldest doesn't count
        begin = MONDAY + timedelta(days=10 * number)
        synced = a_request(id=f"r{number}", syncing_since=begin, first_synced_at=begin + timedelta(hours=hours))
        store.add(synced, f"V{number}")
    other = replace(ANSWERS, service="stripe")
    store.add(a_request(id="other", answers=other, syncing_since=MONDAY, first_synced_at=MONDAY), "V9")

    assert store.usual_history_sync("salesforce") == timedelta(hours=4)


def test_the_sign_ins_that_a_person_has_to_renew_are_found(store: RequestStore) -> None:
    broken = store.add(a_request(id="r1", status=Status.BROKEN, sign_in_needed_since=MONDAY), "V1")
    store.add(a_request(id="r2", status=Status.BROKEN), "V2")
    store.add(a_request(id="r3", status=Status.BROKEN, sign_in_needed_since=MONDAY, requester="U0ROSA"), "V3")

    assert store.needing_sign_in("U0ADA") == [broken]
