"""Card, ticket and connection are brought in line with the request, in steps that can each run twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    TICKET,
    a_connected_request,
    a_connection,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.connections.model import SetupTest
from workflows.errors import ChannelUnavailable, Refused, Unavailable
from workflows.permissions import Actor
from workflows.requests.answers import Sensitivity
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.history import Edit, RequestText, TextRemoval
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import connection_entry
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status


def reconciled(world: World) -> list[str]:
    """Reconcile the request and return the calls that were made."""
    world.happened.clear()
    reconcile("7f3c9a", world.ports())
    return world.happened


def test_a_new_request_gets_its_card_at_once_and_then_its_ticket() -> None:
    world = world_with(a_request())

    assert reconciled(world) == [
        "dm U0ADA sent",
        "sync card submitted",
        "open ticket",
        "link https://slack.example/1763888400.000100",
        "sync card awaiting_approval",
    ]
    assert world.in_sync_ids == ["7f3c9a"]


def test_reconciling_twice_does_nothing_twice() -> None:
    world = world_with(a_request())
    reconciled(world)

    assert reconciled(world) == []


def test_where_slack_forbids_the_card_the_requester_reads_it_once_and_it_comes_within_minutes() -> None:
    world = world_with(a_request())
    world.trouble["sync card"] = ChannelUnavailable("Slack doesn't let the bot post.", "restricted_action")

    told = [line for _attempt in range(12) for line in reconciled(world) if line.startswith("whisper")]

    assert told == [
        "whisper U0ADA I saved your request for Salesforce, but I can't post it yet. Slack doesn't let the bot post. "
        "An operator has to allow it. The request then appears within minutes."
    ]
    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(minutes=10)
    world.trouble.clear()
    assert "sync card awaiting_approval" in reconciled(world)


def test_while_jira_is_down_the_card_shows_the_problem() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")

    assert reconciled(world) == ["dm U0ADA sent", "sync card submitted", "sync card submitted"]
    request = world.requests_["7f3c9a"]
    assert request.problem == "Jira does not answer."
    assert request.retry_at == MONDAY + timedelta(seconds=5)
    assert world.in_sync_ids == []


def test_a_decision_does_not_wait_for_jira_and_the_ticket_follows() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")
    reconciled(world)
    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0FIVETRAN"), None, world.ports())

    assert "create connection salesforce" in reconciled(world)
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS
    world.trouble.clear()
    happened = reconciled(world)
    assert happened.index("open ticket") < happened.index("comment Approved by Bo Lindqvist.")
    assert world.requests_["7f3c9a"].ticket == TICKET
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS


def test_the_ticket_of_a_request_that_was_declined_without_one_follows() -> None:
    world = world_with(an_approved_request(status=Status.DECLINED, ticket=None))

    happened = reconciled(world)

    assert "open ticket" in happened
    assert "comment Declined by Bo Lindqvist." in happened
    assert world.requests_["7f3c9a"].status is Status.DECLINED


def test_the_card_of_an_approved_request_changes_once_and_shows_what_came_of_it() -> None:
    world = world_with(an_approved_request())

    happened = reconciled(world)

    assert [line for line in happened if line.startswith("sync card")] == ["sync card awaiting_credentials"]
    assert happened[-1] == "sync card awaiting_credentials"


def test_while_a_creation_takes_long_the_card_shows_the_approval() -> None:
    world = world_with(an_approved_request())

    @contextmanager
    def show_at_once(show: Callable[[], None]) -> Iterator[None]:
        show()
        yield

    reconcile("7f3c9a", replace(world.ports(), show_if_slow=show_at_once))

    assert world.happened[0] == "sync card approved"
    assert world.happened[-1] == "sync card awaiting_credentials"


def test_a_text_that_was_removed_leaves_the_card_before_anything_else() -> None:
    removal = Edit(MONDAY, (), removal=TextRemoval(RequestText.PURPOSE, "U0ADA"))
    world = world_with(an_approved_request(edits=(removal,)))

    assert reconciled(world)[0] == "sync card approved"


def test_marks_are_saved_together_also_if_a_later_event_fails() -> None:
    world = world_with(an_approved_request())
    world.trouble["transition started"] = Unavailable("Jira isn't responding.")

    def move(ticket: object, outcome: str) -> None:
        world.record(f"transition {outcome}")

    world.move = move  # type: ignore[method-assign]
    reconciled(world)

    assert world.requests_["7f3c9a"].mirrored_events >= {"ticket:approved", "thread:approved"}
    assert "ticket:created" not in world.requests_["7f3c9a"].mirrored_events


def test_retries_back_off_to_ten_minutes() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")
    delays = []

    for _ in range(10):
        reconciled(world)
        delays.append((world.requests_["7f3c9a"].retry_at - MONDAY).total_seconds())  # type: ignore[operator]

    assert delays == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]


def test_a_retry_is_never_earlier_than_the_vendor_allows() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira asks us to slow down.", retry_after=3600)

    reconciled(world)

    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(hours=1)


def test_the_problem_is_removed_from_the_card_once_it_is_solved() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")
    reconciled(world)
    world.trouble.clear()

    reconciled(world)

    request = world.requests_["7f3c9a"]
    assert (request.status, request.problem, request.attempts) == (Status.AWAITING_APPROVAL, None, 0)


def test_a_failed_step_does_not_hold_up_the_others() -> None:
    world = world_with(an_approved_request())
    world.trouble["sync card"] = Unavailable("Slack does not answer.")

    assert "create connection salesforce" in reconciled(world)
    assert world.in_sync_ids == []


def test_a_card_that_slack_refuses_is_retried_later() -> None:
    world = world_with(a_request_with_ticket(permalink="https://slack.example/1"))
    world.trouble["sync card"] = Refused("Slack refused this (invalid_blocks).")

    reconciled(world)

    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(hours=1)
    assert world.in_sync_ids == []


def test_an_approved_request_gets_its_connection_and_its_owner_a_connect_card() -> None:
    world = world_with(an_approved_request(permalink="https://slack.example/1"))

    assert reconciled(world) == [
        "create connection salesforce",
        "send connect card",
        "comment Approved by Bo Lindqvist.",
        "transition approved",
        "comment Development connection polite_otter created. It loads into dev-fivetran.salesforce. "
        "I asked its owner for the credentials.",
        "transition started",
        "thread approved",
        "sync card awaiting_credentials",
    ]


def test_the_ticket_of_a_declined_request_shows_the_reason() -> None:
    request = an_approved_request(status=Status.DECLINED)
    assert request.decision
    world = world_with(request.evolve(decision=type(request.decision)("U0BO", MONDAY, "Prod has it.")))

    assert "comment Declined by Bo Lindqvist. Reason: Prod has it." in reconciled(world)


def test_a_connection_that_fivetran_refuses_is_explained_on_the_card() -> None:
    world = world_with(an_approved_request())
    world.trouble["create connection"] = Refused("The name salesforce is taken.")

    reconciled(world)

    request = world.requests_["7f3c9a"]
    assert request.problem == "The name salesforce is taken."
    assert request.status is Status.APPROVED
    assert request.retry_at == MONDAY + timedelta(hours=1)


def test_a_connection_is_deleted_if_its_request_is_withdrawn_during_its_creation() -> None:
    world = world_with(an_approved_request())

    def withdraw_while_creating(request, service):  # type: ignore[no-untyped-def]
        world.attempts_[connection_entry(request)] = MONDAY
        world.transition(request, Event.WITHDRAWN)
        return a_connection()

    world.create_dev = withdraw_while_creating  # type: ignore[method-assign]
    reconciled(world)

    assert "delete connection" in reconciled(world)
    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN


def test_a_connection_stays_if_another_process_saved_it_first() -> None:
    world = world_with(an_approved_request())

    def save_in_another_process(request, service):  # type: ignore[no-untyped-def]
        world.transition(request, Event.CONNECTION_CREATED, connection_id=a_connection().id)
        return a_connection()

    world.create_dev = save_in_another_process  # type: ignore[method-assign]

    assert "delete connection" not in reconciled(world)
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS


def test_a_new_connect_card_is_sent_once_per_request_for_it() -> None:
    world = world_with(
        a_connected_request(connect_card_sent_at=MONDAY, connect_card_requested_at=MONDAY + timedelta(hours=1))
    )
    world.time = MONDAY + timedelta(hours=1, seconds=1)

    assert "send connect card" in reconciled(world)
    assert "send connect card" not in reconciled(world)


def test_a_connect_card_requested_after_the_clock_was_set_back_is_sent_once() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))
    for hours in (1, 2, 1):
        world.time = MONDAY - timedelta(hours=hours)
        request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "C0FIVETRAN"), world.ports())

        assert [reconciled(world).count("send connect card") for _ in range(2)] == [1, 0]


def test_what_failed_just_before_the_end_is_not_a_problem_of_a_retired_request() -> None:
    long_ago = MONDAY - timedelta(hours=1)
    request = a_connected_request(connection_missing_since=long_ago, connection_state_key="gone 1")
    world = world_with(request)
    world.connection, world.trouble["send connect card"] = None, Refused("Fivetran can't find the connection.")

    reconciled(world)

    retired = world.requests_["7f3c9a"]
    assert (retired.status, retired.problem, retired.retry_at) == (Status.RETIRED, None, None)
    assert world.in_sync_ids == ["7f3c9a"]


class ImpatientOwner(World):
    """A world whose owner asks for another Connect Card while one is being sent."""

    def send_connect_card(self, request: ConnectorRequest) -> None:
        super().send_connect_card(request)
        if self.requests_[request.id].connect_card_requested_at is None:
            self.update(request, connect_card_requested_at=self.time + timedelta(seconds=1))
            self.time += timedelta(seconds=2)


def test_a_connect_card_requested_while_another_one_is_sent_is_sent_too() -> None:
    request = a_connected_request()
    world = ImpatientOwner({request.id: request})

    assert [reconciled(world).count("send connect card") for _ in range(3)] == [1, 1, 0]


def test_without_credentials_the_connection_is_left_alone() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))

    assert not {"run setup tests", "resume"} & set(reconciled(world))


def test_credentials_that_pass_their_tests_let_the_connection_sync() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Connecting to Salesforce", "PASSED"), SetupTest("Quota", "WARNING", "Low")]

    happened = reconciled(world)

    assert happened.index("run setup tests") < happened.index("resume")
    assert world.requests_["7f3c9a"].status is Status.SYNCING_HISTORY
    assert world.requests_["7f3c9a"].syncing_since == MONDAY


def test_the_owner_is_notified_of_failed_setup_tests() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Login", "FAILED", "Wrong password"), SetupTest("Odd", "NEW_WORD")]

    happened = reconciled(world)

    assert "dm U0ADA tests failed for 2026-11-23 09:00:00+00:00" in happened
    assert "resume" not in happened
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS


def test_after_a_failed_test_the_next_poll_counts_as_a_change_once() -> None:
    looked = a_connected_request(connect_card_sent_at=MONDAY, connection_state_key="connected historical")
    world = world_with(looked)
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Login", "FAILED", "Wrong password")]

    reconciled(world)
    assert world.requests_["7f3c9a"].connection_state_key is None

    world.update(world.requests_["7f3c9a"], connection_state_key="connected historical")
    reconciled(world)
    assert world.requests_["7f3c9a"].connection_state_key == "connected historical"


def test_only_a_sync_that_succeeded_makes_a_connection_live() -> None:
    world = world_with(a_connected_request(status=Status.SYNCING_HISTORY, connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected", paused=False, sync_state="syncing")
    reconciled(world)
    statuses = [world.requests_["7f3c9a"].status]

    done = MONDAY + timedelta(hours=3)
    world.connection = a_connection(setup_state="connected", paused=False, is_historical_sync=False, succeeded_at=done)

    assert "comment First data is in dev-fivetran.salesforce." in reconciled(world)
    statuses.append(world.requests_["7f3c9a"].status)
    assert statuses == [Status.SYNCING_HISTORY, Status.LIVE]
    assert world.requests_["7f3c9a"].first_synced_at == done


def test_the_first_data_is_there_while_older_history_goes_on_loading() -> None:
    world = world_with(a_connected_request(status=Status.SYNCING_HISTORY, connect_card_sent_at=MONDAY))
    world.connection = a_connection(
        setup_state="connected", paused=False, is_historical_sync=True, succeeded_at=MONDAY + timedelta(hours=1)
    )

    assert "comment First data is in dev-fivetran.salesforce." in reconciled(world)


def test_a_deleted_connection_retires_the_request_at_the_second_look() -> None:
    gone = a_connected_request(status=Status.LIVE, connect_card_sent_at=MONDAY, connection_state_key="gone")
    world = world_with(gone)
    world.connection = None
    statuses = []
    for minutes in (0, 4, 1):
        world.time += timedelta(minutes=minutes)
        reconciled(world)
        statuses.append(world.requests_["7f3c9a"].status)

    assert statuses == [Status.LIVE, Status.LIVE, Status.RETIRED]


def test_a_connection_that_the_list_still_has_is_never_retired() -> None:
    listed = a_connected_request(status=Status.LIVE, connect_card_sent_at=MONDAY, connection_state_key="connected")
    world = world_with(listed)
    world.connection = None
    reconciled(world)
    world.time += timedelta(days=1)
    reconciled(world)

    assert world.requests_["7f3c9a"].status is Status.LIVE


def test_one_answer_that_a_connection_exists_starts_the_proof_again() -> None:
    gone = a_connected_request(status=Status.LIVE, connect_card_sent_at=MONDAY, connection_state_key="gone")
    world, missing_since = world_with(gone), []
    working = a_connection(setup_state="connected", paused=False, is_historical_sync=False, succeeded_at=MONDAY)
    for connection in (None, working, None):
        world.connection = connection
        world.time += timedelta(minutes=5)
        reconciled(world)
        missing_since.append(world.requests_["7f3c9a"].connection_missing_since)

    assert missing_since == [MONDAY + timedelta(minutes=5), None, MONDAY + timedelta(minutes=15)]
    assert world.requests_["7f3c9a"].status is Status.LIVE


@pytest.mark.parametrize(
    ("state", "first_synced_at", "status"),
    [
        ({"setup_state": "incomplete"}, None, Status.AWAITING_CREDENTIALS),
        ({"setup_state": "connected"}, None, Status.SYNCING_HISTORY),
        ({"setup_state": "connected"}, MONDAY, Status.LIVE),
        ({"setup_state": "broken"}, MONDAY, Status.BROKEN),
    ],
)
def test_a_retired_request_returns_with_its_connection(
    state: dict[str, str], first_synced_at: datetime | None, status: Status
) -> None:
    retired = a_connected_request(
        status=Status.RETIRED,
        connect_card_sent_at=MONDAY,
        connection_state_key="connected incremental",
        connection_missing_since=MONDAY,
        first_synced_at=first_synced_at,
    )
    world = world_with(retired)
    world.connection = a_connection(**state)

    reconciled(world)

    found = world.requests_["7f3c9a"]
    assert (found.status, found.connection_missing_since) == (status, None)


def test_a_decision_during_reconciliation_wins() -> None:
    world = world_with(a_request_with_ticket())
    world.requests_["7f3c9a"] = a_request(names={"U0ADA": "Ada", "U0ROSA": "Rosa"})

    def withdraw_while_opening(request):  # type: ignore[no-untyped-def]
        world.transition(request, Event.WITHDRAWN)
        return a_request_with_ticket().ticket

    world.open_for = withdraw_while_opening  # type: ignore[method-assign]
    reconciled(world)

    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN
    assert world.requests_["7f3c9a"].ticket == TICKET  # so it's closed, and not looked up


@pytest.mark.parametrize(("who", "words"), [("U0GUS", "Guests can't do that"), ("U0PIA", "Only members of this")])
def test_guests_and_outsiders_are_rejected_before_anything_is_shown(who: str, words: str) -> None:
    world = world_with(a_request(requester=who))

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN
    assert [line.split()[0] for line in world.happened] == ["whisper"]
    assert words in world.happened[0]
    assert world.in_sync_ids == ["7f3c9a"]


def test_nothing_is_shown_until_the_requester_is_known_to_be_a_member() -> None:
    world = world_with(a_request())
    world.trouble["look up"] = Unavailable("Slack isn't responding.")

    assert reconciled(world) == []
    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(seconds=5)
    assert world.in_sync_ids == []


def test_an_unknown_business_owner_holds_up_the_ticket_but_not_the_card() -> None:
    world = world_with(a_request(names={"U0ADA": "Ada Okafor"}))
    world.trouble["look up"] = Refused("Slack doesn't know U0ROSA.")

    assert reconciled(world) == ["dm U0ADA sent", "sync card submitted", "sync card submitted"]
    assert world.requests_["7f3c9a"].problem == "Slack doesn't know U0ROSA."


def test_an_edit_that_makes_it_confidential_redraws_the_posted_lines_of_the_thread() -> None:
    world = world_with(an_approved_request())
    reconciled(world)
    request = world.requests_["7f3c9a"]
    answers = replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL)
    world.requests_["7f3c9a"] = request.evolve(answers=answers)

    redrawn = reconciled(world)

    assert [call for call in redrawn if call.startswith("redraw")] == ["redraw approved"]
    assert reconciled(world) == []


DONE_IS_STUCK = "Jira ticket DSRE-7 can't be moved to Done: its workflow has no transition there."


def test_a_ticket_that_cannot_be_moved_is_retried_and_said_until_it_is_moved() -> None:
    world = world_with(an_approved_request(status=Status.DECLINED, permalink="https://slack.example/1"))
    world.stuck["declined"] = DONE_IS_STUCK

    reconciled(world)
    request = world.requests_["7f3c9a"]
    assert (request.problem, request.retry_at) == (DONE_IS_STUCK, MONDAY + timedelta(seconds=5))
    assert world.in_sync_ids == []

    world.stuck.clear()
    assert "transition declined" in reconciled(world)
    assert world.requests_["7f3c9a"].problem is None
    assert world.in_sync_ids == ["7f3c9a"]
    assert "transition declined" not in reconciled(world)


def test_a_later_move_makes_up_for_one_that_was_not_possible() -> None:
    world = world_with(an_approved_request(permalink="https://slack.example/1"))
    world.stuck["approved"] = "Jira ticket DSRE-7 can't be moved to Approved: several transitions lead there."

    reconciled(world)

    assert world.requests_["7f3c9a"].problem is None
    assert "transition approved" not in reconciled(world)


def test_a_ticket_that_was_moved_to_decide_is_not_moved_again() -> None:
    request = an_approved_request(permalink="https://slack.example/1")
    assert request.decision
    world = world_with(request.evolve(decision=replace(request.decision, is_from_ticket=True)))

    assert "transition approved" not in reconciled(world)
