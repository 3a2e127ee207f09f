"""A fault of each kind, planted in a recorded world, is found by the check that is there for it."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.checks import CHECKS, find_faults
from tests.chaos.checks.secrets import CONNECT_CARD
from tests.chaos.recording import RECORDED
from tests.chaos.world import World

Plant = Callable[[World], None]
PLANTS: list[tuple[str, Plant]] = []


@pytest.fixture(scope="module")
def recorded() -> World:
    """A world in which all is well."""
    return World.load(RECORDED)


def finds(check: str) -> Callable[[Plant], Plant]:
    """Name the check that has to find a planted fault."""

    def listed(plant: Plant) -> Plant:
        PLANTS.append((check, plant))
        return plant

    return listed


def request_that_is(world: World, status: str) -> dict[str, Any]:
    return next(row for row in world.requests if row["status"] == status)


def ticket_of(world: World, request: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in world.tickets if one["id"] == request["ticket_id"])


def connection_of(world: World, request: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in world.connections if one["id"] == request["connection_id"])


def message(world: World, start: str) -> dict[str, Any]:
    return next(one for one in world.messages if one["key"].startswith(start))


def entry_that_says(world: World, action: str) -> dict[str, Any]:
    return next(one for one in world.audit if one["action"] == action)


def as_decided_by(request: dict[str, Any], user: str) -> None:
    request["body"]["decision"] |= {"user_id": user}


@finds("the_audit_trail_is_complete")
def decision_without_an_entry(world: World) -> None:
    world.audit.remove(entry_that_says(world, "approved"))


@finds("the_audit_trail_is_complete")
def decision_with_two_entries(world: World) -> None:
    world.audit.append(entry_that_says(world, "approved") | {"number": len(world.audit) + 1})


@finds("the_audit_trail_is_complete")
def entry_about_another_person(world: World) -> None:
    entry = entry_that_says(world, "approved")
    entry["people"]["actor"]["slack_user"] = "U0GUS"


@finds("the_audit_trail_is_complete")
def entry_that_was_changed(world: World) -> None:
    entry_that_says(world, "requested")["at"] = "2026-01-01T00:00:00.000000+00:00"


@finds("everything_exists_once")
def second_ticket(world: World) -> None:
    world.tickets.append(ticket_of(world, request_that_is(world, "live")) | {"id": "1", "key": "DSRE-99"})


@finds("everything_exists_once")
def ticket_is_missing(world: World) -> None:
    world.tickets.remove(ticket_of(world, request_that_is(world, "live")))


@finds("everything_exists_once")
def second_card(world: World) -> None:
    world.messages.append(message(world, "card:"))


@finds("everything_exists_once")
def card_is_missing(world: World) -> None:
    world.messages.remove(message(world, "card:"))


@finds("everything_exists_once")
def second_notification_of_an_incident(world: World) -> None:
    world.messages.append(message(world, "incident:"))


@finds("everything_exists_once")
def second_connection(world: World) -> None:
    world.connections.append(connection_of(world, request_that_is(world, "live")) | {"id": "other_id"})


@finds("everything_exists_once")
def connection_was_created_again_after_it_was_deleted(world: World) -> None:
    world.calls.append(next(call for call in world.calls if call["call"] == "POST /v1/connections"))


@finds("everything_exists_once")
def comment_is_doubled(world: World) -> None:
    comments = ticket_of(world, request_that_is(world, "live"))["comments"]
    comments.append(comments[0])


@finds("everything_exists_once")
def ticket_says_approved_and_declined(world: World) -> None:
    comments = ticket_of(world, request_that_is(world, "declined"))["comments"]
    comments.append({"author": "Connector Desk", "text": "Approved by Bo.\nConnector Desk · approved"})


@finds("only_allowed_people_decide")
def stranger_decided(world: World) -> None:
    as_decided_by(request_that_is(world, "declined"), "U0GUS")


@finds("only_allowed_people_decide")
def requester_decided(world: World) -> None:
    as_decided_by(request_that_is(world, "live"), "U0ADA")
    world.approvers.append("U0ADA")


@finds("only_allowed_people_decide")
def approver_of_ordinary_data_approved_sensitive_data(world: World) -> None:
    request = request_that_is(world, "live")
    request["body"]["answers"]["sensitivity"] = "confidential"
    world.sensitive_approvers.remove("U0BO")


@finds("only_allowed_people_decide")
def approver_decided_who_pressed_nothing(world: World) -> None:
    as_decided_by(request_that_is(world, "live"), "U0CLEO")


@finds("only_allowed_people_decide")
def other_person_withdrew(world: World) -> None:
    as_decided_by(request_that_is(world, "withdrawn"), "U0BO")


@finds("only_allowed_people_decide")
def request_went_on_without_a_decision(world: World) -> None:
    request_that_is(world, "live")["body"]["decision"] = None


@finds("only_allowed_people_decide")
def approval_was_about_older_answers(world: World) -> None:
    for one in world.deliveries:
        for action in one["payload"].get("actions", ()):
            if action["action_id"] == "approve_request":
                action["block_id"] = "decide:1"


@finds("only_allowed_people_decide")
def move_in_jira_was_before_the_edit(world: World) -> None:
    request = next(row for row in world.requests if row["body"]["answers"]["purpose"].endswith("plan four"))
    request["body"]["edits"] = [{"edited_at": "2099-01-01T00:00:00Z", "changes": []}]


@finds("approved_answers_are_created")
def connection_syncs_at_another_frequency(world: World) -> None:
    connection_of(world, request_that_is(world, "live"))["sync_frequency"] = 1440


@finds("approved_answers_are_created")
def connection_has_another_name(world: World) -> None:
    connection_of(world, request_that_is(world, "live"))["schema"] = "hubspot_9"


@finds("approved_answers_are_created")
def older_answers_were_decided(world: World) -> None:
    request_that_is(world, "live")["body"]["decision"]["revision"] = 1


@finds("nothing_is_left_over")
def connection_without_a_request(world: World) -> None:
    other = connection_of(world, request_that_is(world, "live"))
    world.connections.append(other | {"id": "other_id", "schema": "pipedrive_3"})


@finds("nothing_is_left_over")
def ticket_without_a_request(world: World) -> None:
    other = {"id": "1", "key": "DSRE-99", "labels": ["fivetran-request", "fivetran-request-0"]}
    world.tickets.append(ticket_of(world, request_that_is(world, "live")) | other)


@finds("nothing_is_left_over")
def connection_of_a_request_is_gone(world: World) -> None:
    world.connections.remove(connection_of(world, request_that_is(world, "live")))


@finds("tickets_agree_with_requests")
def ticket_shows_another_status(world: World) -> None:
    ticket_of(world, request_that_is(world, "declined"))["status"] = "Approved"


@finds("nothing_is_stuck")
def workflow_failed(world: World) -> None:
    world.workflows.append({"id": "decide:1", "name": "decide", "status": "ERROR", "created_at": 0.0})


@finds("nothing_is_stuck")
def workflow_waits_forever(world: World) -> None:
    world.workflows.append({"id": "reconcile:1", "name": "reconcile", "status": "PENDING", "created_at": 0.0})


@finds("nothing_is_stuck")
def request_lags(world: World) -> None:
    world.requests[0]["is_in_sync"] = False


@finds("nothing_is_stuck")
def approved_request_gets_no_connection(world: World) -> None:
    request_that_is(world, "live")["status"] = "approved"


@finds("nothing_is_stuck")
def incident_was_not_notified(world: World) -> None:
    world.incidents[0]["is_in_sync"] = False


@finds("nothing_is_stuck")
def attempt_has_no_outcome(world: World) -> None:
    ident = request_that_is(world, "live")["id"]
    world.ledger.append({"key": f"thread:{ident}:resumed", "first_tried_at": 0.0})


@finds("no_process_ended")
def process_ended(world: World) -> None:
    world.deaths.append("a process ended at its start")


@finds("no_process_ended")
def log_shows_an_error(world: World) -> None:
    world.log.append('{"level": "error"}')


@finds("every_form_is_a_request")
def form_was_lost(world: World) -> None:
    world.requests.remove(request_that_is(world, "withdrawn"))


@finds("every_form_is_a_request")
def form_became_two_requests(world: World) -> None:
    world.requests.append(request_that_is(world, "withdrawn") | {"id": "0"})


@finds("every_form_is_a_request")
def answers_changed(world: World) -> None:
    request_that_is(world, "live")["body"]["answers"]["access"] = "All people"


@finds("every_press_has_an_effect_or_a_reply")
def refused_press_got_no_reply(world: World) -> None:
    world.messages = [one for one in world.messages if one.get("ephemeral_for") != "U0ROSA"]


@finds("every_press_has_an_effect_or_a_reply")
def second_press_got_no_reply(world: World) -> None:
    presses = [one for one in world.deliveries if one["kind"] == "block_actions"]
    press = copy.deepcopy(
        next(one for one in presses if one["payload"]["actions"][0]["action_id"] == "approve_request")
    )
    press["payload"]["actions"][0]["action_ts"] = "1.2"
    world.deliveries.append(press)


@finds("every_press_has_an_effect_or_a_reply")
def press_under_an_incident_changed_nothing(world: World) -> None:
    for incident in world.incidents:
        incident["body"] = {}


@finds("every_press_has_an_effect_or_a_reply")
def asked_for_a_connect_card_without_success(world: World) -> None:
    world.messages = [one for one in world.messages if not one["key"].startswith("handover:")]


@finds("every_press_has_an_effect_or_a_reply")
def form_did_not_open(world: World) -> None:
    world.calls = [call for call in world.calls if not call["call"].startswith("POST /api/views.")]


@finds("every_question_is_answered")
def question_got_no_answer(world: World) -> None:
    world.messages = [one for one in world.messages if one.get("ephemeral_for") != "U0ADA" and not one["dm_of"]]


@finds("every_question_is_answered")
def mention_got_no_answer(world: World) -> None:
    event = {"user": "U0GUS", "ts": "1.5", "text": "<@U0DESK> is stripe up to date?"}
    asked = {"kind": "app_mention", "at": 0.0, "status": 200, "answer": None, "payload": {"event": event}}
    world.deliveries.append(asked)


@finds("no_secret_is_shown")
def token_in_a_message(world: World) -> None:
    message(world, "card:")["text"] += " xoxb-sandbox"


@finds("no_secret_is_shown")
def connect_card_in_the_channel(world: World) -> None:
    sent = next(one for one in world.messages if CONNECT_CARD in json.dumps(one))
    sent["dm_of"] = None


@finds("no_secret_is_shown")
def token_in_a_ticket(world: World) -> None:
    world.tickets[0]["description"] += " sandbox-jira-token"


@finds("confidential_answers_stay_private")
def purpose_in_the_channel(world: World) -> None:
    message(world, "card:")["text"] += request_that_is(world, "declined")["body"]["answers"]["purpose"]


def test_the_recorded_world_is_well(recorded: World) -> None:
    assert find_faults(recorded) == []


@pytest.mark.parametrize(("check", "plant"), PLANTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_fault_is_found(recorded: World, check: str, plant: Plant) -> None:
    world = copy.deepcopy(recorded)

    plant(world)

    assert list(CHECKS[check](world))


def connection_in_use_was_reported(world: World) -> None:
    request = request_that_is(world, "withdrawn")
    world.connections.append({"id": "brisk_otter", "schema": "asana_b1"})
    text = "Connection brisk_otter of `asana_b1` was created just before this request ended."
    world.messages.append(message(world, "thread:") | {"key": f"thread:{request['id']}:leftover", "text": text})


def message_to_a_person_who_left(world: World) -> None:
    world.ledger.append({"key": "incident:4107edbea459fce7:U0DORA", "first_tried_at": 0.0})


def withdrawal_overtook_an_approval_and_another_approver_was_told(world: World) -> None:
    """Cleo pressed before Bo, whose approval came first; then the requester withdrew."""
    request = request_that_is(world, "withdrawn")
    press = next(one for one in world.deliveries if one["kind"] == "block_actions")
    for at, user in ((1.0, "U0CLEO"), (2.0, "U0BO")):
        action = {"action_id": "approve_request", "value": request["id"], "block_id": "decide:1", "action_ts": str(at)}
        body = press["payload"] | {"user": {"id": user}, "actions": [action]}
        world.deliveries.append(press | {"at": press["at"] + at, "status": 200, "payload": body})
    told = {"ts": str(press["at"] + 3), "user": "U0DESK", "key": "", "channel": "C1", "dm_of": None}
    world.messages.append(told | {"ephemeral_for": "U0CLEO", "text": "Bo Lindqvist approved this."})


def second_press_of_a_double_click_opened_no_form_of_its_own(world: World) -> None:
    call = next(one for one in world.calls if one["call"] == "POST /api/views.open")
    press = next(one for one in world.deliveries if one["kind"] == "block_actions")
    action = {"action_id": "show_details", "value": "r1", "block_id": "b1"}
    for number in (1, 2):
        body = press["payload"] | {
            "trigger_id": f"t{number}",
            "actions": [action | {"action_ts": f"{number}.5"}],
            "view": {},
        }
        world.deliveries.append(press | {"at": 9e9, "status": 200, "payload": body})
    world.calls.append(call | {"at": 9e9, "trigger_id": "t1"})


def withdrawal_overtook_an_approval_whose_approver_declined_too(world: World) -> None:
    """One reply is about the later of the two presses, which needs it."""
    request = request_that_is(world, "withdrawn")
    press = next(one for one in world.deliveries if one["kind"] == "block_actions")
    action = {"action_id": "approve_request", "value": request["id"], "block_id": "decide:1"}
    late = {"at": 9e9, "status": 200}
    for number, what in (("1.5", request["id"]), ("2.5", request_that_is(world, "declined")["id"])):
        body = {"user": {"id": "U0BO"}, "actions": [action | {"value": what, "action_ts": number}]}
        world.deliveries.append(press | late | {"at": 9e9 + float(number), "payload": press["payload"] | body})
    told = {"ts": "9000000003.0", "user": "U0DESK", "key": "", "channel": "C1", "dm_of": None}
    world.messages.append(told | {"ephemeral_for": "U0BO", "text": "Cleo Marsh declined this."})


ALLOWED = [
    withdrawal_overtook_an_approval_whose_approver_declined_too,
    second_press_of_a_double_click_opened_no_form_of_its_own,
    connection_in_use_was_reported,
    message_to_a_person_who_left,
    withdrawal_overtook_an_approval_and_another_approver_was_told,
]


@pytest.mark.parametrize("happen", ALLOWED, ids=lambda value: value.__name__)
def test_what_can_happen_is_not_a_fault(recorded: World, happen: Plant) -> None:
    world = copy.deepcopy(recorded)

    happen(world)

    assert find_faults(world) == []


def test_a_fault_of_each_kind_is_planted() -> None:
    assert {check for check, _ in PLANTS} == set(CHECKS)
