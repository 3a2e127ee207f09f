"""Everything outside is made to agree with the request, in steps that can each be run twice."""

from datetime import timedelta

import pytest

from tests.support.fake_request_ports import World, world_with
from tests.support.sample_data import (
    MONDAY,
    a_connected_request,
    a_connection,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.connections.model import SetupTest
from workflows.errors import Refused, Unavailable
from workflows.requests.model import ConnectorRequest
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status


def settled(world: World) -> list[str]:
    """What happened outside when the request was settled (again)."""
    world.happened.clear()
    reconcile("7f3c9a", world.desk())
    return world.happened


def test_a_new_request_gets_its_card_at_once_and_then_its_ticket() -> None:
    world = world_with(a_request())

    assert settled(world) == [
        "show submitted",
        "open ticket",
        "link https://slack.example/1763888400.000100",
        "show awaiting approval",
    ]
    assert world.settled_ids == ["7f3c9a"]


def test_settling_twice_does_nothing_twice() -> None:
    world = world_with(a_request())
    settled(world)

    assert settled(world) == []


def test_while_jira_is_down_the_card_says_that_the_ticket_is_coming() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")

    assert settled(world) == ["show submitted", "show submitted"]
    request = world.requests_["7f3c9a"]
    assert request.problem == "Jira does not answer."
    assert request.retry_at == MONDAY + timedelta(seconds=5)
    assert world.settled_ids == []


def test_attempts_are_put_off_further_and_further_but_never_beyond_ten_minutes() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")
    delays = []

    for _ in range(10):
        settled(world)
        delays.append((world.requests_["7f3c9a"].retry_at - MONDAY).total_seconds())  # type: ignore[operator]

    assert delays == [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]


def test_the_next_attempt_is_never_earlier_than_the_vendor_asked_for() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira asks us to slow down.", retry_after=3600)

    settled(world)

    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(hours=1)


def test_when_the_trouble_is_over_the_card_forgets_it() -> None:
    world = world_with(a_request())
    world.trouble["open ticket"] = Unavailable("Jira does not answer.")
    settled(world)
    world.trouble.clear()

    settled(world)

    request = world.requests_["7f3c9a"]
    assert (request.status, request.problem, request.attempts) == (Status.AWAITING_APPROVAL, None, 0)


def test_slack_being_down_keeps_nothing_else_from_happening() -> None:
    world = world_with(an_approved_request())
    world.trouble["show"] = Unavailable("Slack does not answer.")

    assert "create connection salesforce" in settled(world)
    assert world.settled_ids == []


def test_a_card_that_slack_refuses_is_tried_again_later() -> None:
    world = world_with(a_request_with_ticket(permalink="https://slack.example/1"))
    world.trouble["show"] = Refused("Slack refused this (invalid_blocks).")

    settled(world)

    assert world.requests_["7f3c9a"].retry_at == MONDAY + timedelta(hours=1)
    assert world.settled_ids == []


def test_an_approved_request_gets_its_connection_and_its_owner_a_connect_card() -> None:
    world = world_with(an_approved_request(permalink="https://slack.example/1"))

    assert settled(world) == [
        "show approved",
        "create connection salesforce",
        "hand over",
        "comment Approved by Bo Lindqvist.",
        "transition approved",
        "comment Development connection polite_otter created; it loads into dev-fivetran.salesforce. "
        "Its owner has been asked for credentials.",
        "transition started",
        "thread approved",
        "thread created",
        "show awaiting credentials",
    ]


def test_a_declined_request_is_told_to_the_ticket_with_its_reason() -> None:
    request = an_approved_request(status=Status.DECLINED)
    assert request.decision
    world = world_with(request.evolve(decision=type(request.decision)("U0BO", MONDAY, "Prod has it.")))

    assert "comment Declined by Bo Lindqvist. Reason: Prod has it." in settled(world)


def test_a_connection_that_fivetran_refuses_is_explained_on_the_card() -> None:
    world = world_with(an_approved_request())
    world.trouble["create connection"] = Refused("The name salesforce is taken.")

    settled(world)

    request = world.requests_["7f3c9a"]
    assert request.problem == "The name salesforce is taken."
    assert request.status is Status.APPROVED
    assert request.retry_at == MONDAY + timedelta(hours=1)


def test_a_connection_goes_again_when_its_request_was_withdrawn_meanwhile() -> None:
    world = world_with(an_approved_request())

    def withdrawn_while_fivetran_works(request, service):  # type: ignore[no-untyped-def]
        world.move(request.id, Event.WITHDRAWN)
        return a_connection()

    world.create_dev = withdrawn_while_fivetran_works  # type: ignore[method-assign]

    assert "delete connection" in settled(world)
    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN


def test_a_connection_stays_when_another_process_was_faster_with_it() -> None:
    world = world_with(an_approved_request())

    def done_elsewhere_meanwhile(request, service):  # type: ignore[no-untyped-def]
        world.move(request.id, Event.CONNECTION_CREATED, connection_id=a_connection().id)
        return a_connection()

    world.create_dev = done_elsewhere_meanwhile  # type: ignore[method-assign]

    assert "delete connection" not in settled(world)
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS


def test_a_fresh_connect_card_is_sent_once_for_each_time_it_was_wanted() -> None:
    world = world_with(
        a_connected_request(
            connect_card_sent_at=MONDAY, connect_card_requested_at=MONDAY + timedelta(hours=1)
        )
    )
    world.time = MONDAY + timedelta(hours=1, seconds=1)

    assert "hand over" in settled(world)
    assert "hand over" not in settled(world)


class Impatient(World):
    """Whoever gets the Connect Card asks for one more in the moment in which it is sent."""

    def send_connect_card(self, request: ConnectorRequest) -> None:
        super().send_connect_card(request)
        if self.requests_[request.id].connect_card_requested_at is None:
            self.update(request.id, connect_card_requested_at=self.time + timedelta(seconds=1))
            self.time += timedelta(seconds=2)


def test_a_card_that_is_wanted_while_another_one_is_sent_comes() -> None:
    request = a_connected_request()
    world = Impatient({request.id: request})

    assert [settled(world).count("hand over") for _ in range(3)] == [1, 1, 0]


def test_without_credentials_the_connection_is_left_alone() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))

    assert not {"test", "unpause"} & set(settled(world))


def test_credentials_that_pass_their_tests_let_the_connection_sync() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Connecting to Salesforce", "PASSED"), SetupTest("Quota", "WARNING", "Low")]

    happened = settled(world)

    assert happened.index("test") < happened.index("unpause")
    assert world.requests_["7f3c9a"].status is Status.SYNCING_HISTORY
    assert world.requests_["7f3c9a"].syncing_since == MONDAY


def test_credentials_that_fail_their_tests_are_told_to_the_owner_in_words() -> None:
    world = world_with(a_connected_request(connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Login", "FAILED", "Wrong password"), SetupTest("Odd", "NEW_WORD")]

    happened = settled(world)

    assert "report tests Login: Wrong password Odd" in happened
    assert "unpause" not in happened
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS


def test_after_a_failed_test_the_next_poll_is_taken_for_news_once() -> None:
    looked = a_connected_request(connect_card_sent_at=MONDAY, connection_state_key="connected historical")
    world = world_with(looked)
    world.connection = a_connection(setup_state="connected")
    world.tests = [SetupTest("Login", "FAILED", "Wrong password")]

    settled(world)
    assert world.requests_["7f3c9a"].connection_state_key is None

    world.update("7f3c9a", connection_state_key="connected historical")
    settled(world)
    assert world.requests_["7f3c9a"].connection_state_key == "connected historical"


def test_only_a_sync_that_succeeded_makes_a_connection_live() -> None:
    world = world_with(a_connected_request(status=Status.SYNCING_HISTORY, connect_card_sent_at=MONDAY))
    world.connection = a_connection(setup_state="connected", paused=False, sync_state="syncing")
    settled(world)
    assert world.requests_["7f3c9a"].status is Status.SYNCING_HISTORY

    done = MONDAY + timedelta(hours=3)
    world.connection = a_connection(
        setup_state="connected", paused=False, is_historical_sync=False, succeeded_at=done
    )

    assert "comment First data is in dev-fivetran.salesforce." in settled(world)
    assert world.requests_["7f3c9a"].status is Status.LIVE
    assert world.requests_["7f3c9a"].first_synced_at == done


def test_a_connection_that_is_gone_ends_the_request() -> None:
    world = world_with(a_connected_request(status=Status.LIVE, connect_card_sent_at=MONDAY))
    world.connection = None

    settled(world)

    assert world.requests_["7f3c9a"].status is Status.RETIRED


def test_somebody_who_decides_at_this_very_moment_wins() -> None:
    world = world_with(a_request_with_ticket())
    world.requests_["7f3c9a"] = a_request(names={"U0ADA": "Ada", "U0ROSA": "Rosa"})

    def withdrawn_while_jira_works(request):  # type: ignore[no-untyped-def]
        world.move(request.id, Event.WITHDRAWN)
        return a_request_with_ticket().ticket

    world.open_for = withdrawn_while_jira_works  # type: ignore[method-assign]
    settled(world)

    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN
    assert world.settled_ids == []


@pytest.mark.parametrize(
    ("who", "words"), [("U0GUS", "Guests cannot do that"), ("U0PIA", "Only people of this")]
)
def test_whoever_is_no_colleague_is_turned_away_before_anybody_sees_it(who: str, words: str) -> None:
    world = world_with(a_request(requester=who))

    reconcile("7f3c9a", world.desk())

    assert world.requests_["7f3c9a"].status is Status.WITHDRAWN
    assert [line.split()[0] for line in world.happened] == ["whisper"]
    assert words in world.happened[0]
    assert world.settled_ids == ["7f3c9a"]
