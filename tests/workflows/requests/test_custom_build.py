"""Custom connectors: built by engineers, linked to their connection, without an automatic Connect Card."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.support.fake_request_ports import world_with
from tests.support.sample_data import (
    ANSWERS,
    MONDAY,
    a_connected_request,
    a_connection,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.catalog.service import CUSTOM_CONNECTOR_ID
from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.requests.answers import Freshness, Sensitivity
from workflows.requests.custom_build import link_connection
from workflows.requests.custom_connector import build_checklist
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.edits import edit_request, edit_summary, find_changes
from workflows.requests.history import AnswerChange, Edit
from workflows.requests.reconcile import reconcile
from workflows.requests.state_machine import Event, Status
from workflows.requests.timeline import timeline_events

CASA = replace(
    ANSWERS,
    service=CUSTOM_CONNECTOR_ID,
    service_name="Casa",
    destination={"schema": "casa"},
    config={"source_name": "Casa", "api_docs": "https://api.example.com", "code_may_be_public": False},
)
BUILT = a_connection(name="casa", service="google_cloud_function")


def test_an_approved_custom_connector_is_built_and_not_created() -> None:
    world = world_with(an_approved_request(answers=CASA), lambda w: setattr(w, "connection", None))

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].status is Status.BEING_BUILT
    assert not [line for line in world.happened if line.startswith("create connection")]
    steps = next(event.text for event in timeline_events(world.requests_["7f3c9a"]) if event.key == "building")
    assert "private-fivetran-connectors" in steps
    assert "environment: dev" in steps


def test_it_is_linked_to_the_connection_with_its_name() -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT))
    world.connection = BUILT

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].connection_id == "polite_otter"
    assert world.requests_["7f3c9a"].status is Status.AWAITING_CREDENTIALS
    assert "send connect card" not in world.happened


def test_a_connection_of_another_service_is_not_the_one_that_was_built() -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT))
    world.connection = a_connection(name="casa", service="stripe")

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].status is Status.BEING_BUILT


@pytest.mark.parametrize(
    ("who", "status", "words"),
    [
        ("U0BO", Status.BEING_BUILT, "to the request for Casa"),
        ("U0ROSA", Status.BEING_BUILT, "Only approvers"),
        ("U0GUS", Status.BEING_BUILT, "Guests can't do that"),
        ("U0BO", Status.APPROVED, "Only custom connectors that are being built"),
    ],
)
def test_an_approver_links_a_connection_by_hand(who: str, status: Status, words: str) -> None:
    world = world_with(an_approved_request(answers=CASA, status=status))
    world.connection = replace(BUILT, name="casa_two")

    link_connection("casa", "polite_otter", Actor(who, "T0DESK", "C0"), world.ports())

    assert words in next(line for line in world.happened if line.startswith("whisper"))
    assert (world.requests_["7f3c9a"].connection_id is not None) is words.startswith("to the request")


@pytest.mark.parametrize("right", ["account", "approvers"])
def test_an_approver_who_lost_the_right_a_moment_ago_links_nothing(right: str) -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT))
    world.connection = replace(BUILT, name="casa_two")
    if right == "account":
        world.removed_lately = frozenset({"U0BO"})
    else:
        world.demoted_lately = {right: frozenset({"U0BO"})}

    link_connection("casa", "polite_otter", Actor("U0BO", "T0DESK", "C0"), world.ports())

    assert world.requests_["7f3c9a"].connection_id is None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"service": "stripe"}, "isn't one of our custom connectors"),
        ({"group_id": "prod"}, "isn't in the development group"),
        ({"id": "taken_otter"}, "is already linked to another request"),
    ],
)
def test_only_a_free_connection_that_was_built_can_be_linked(facts: dict[str, str], words: str) -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT))
    world.connection = replace(BUILT, **{"name": "secret_name"} | facts)  # type: ignore[arg-type]  # text fields only
    world.requests_["other"] = a_connected_request(id="other", connection_id="taken_otter")

    link_connection("casa", world.connection.id, Actor("U0BO", "T0DESK", "C0"), world.ports())

    assert words in world.happened[-1]
    assert "secret_name" not in world.happened[-1]
    assert world.requests_["7f3c9a"].status is Status.BEING_BUILT


def test_approvers_cannot_link_a_connection_to_their_own_request() -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT, requester="U0BO"))
    world.connection = BUILT

    link_connection("casa", "polite_otter", Actor("U0BO", "T0DESK", "C0"), world.ports())

    assert "another approver" in world.happened[-1]
    assert world.requests_["7f3c9a"].connection_id is None


def test_a_linked_connection_keeps_its_name() -> None:
    world = world_with(an_approved_request(answers=CASA, status=Status.BEING_BUILT))
    world.connection = replace(BUILT, name="casa_two")

    link_connection("casa", "polite_otter", Actor("U0BO", "T0DESK", "C0"), world.ports())

    assert world.requests_["7f3c9a"].dataset == "casa_two"
    assert "dev-fivetran.casa_two" in " ".join(event.text for event in timeline_events(world.requests_["7f3c9a"]))


def test_a_connection_that_was_linked_before_names_were_stored_is_named_at_the_next_run() -> None:
    linked = an_approved_request(answers=CASA, status=Status.AWAITING_CREDENTIALS, connection_id="polite_otter")
    world = world_with(linked)
    world.connection = replace(BUILT, name="casa_two")

    reconcile("7f3c9a", world.ports())

    assert world.requests_["7f3c9a"].dataset == "casa_two"


def test_the_owner_of_a_custom_connector_gets_a_connect_card_when_they_ask_for_one() -> None:
    built = an_approved_request(answers=CASA, status=Status.AWAITING_CREDENTIALS, connection_id="polite_otter")
    world = world_with(built)
    world.connection = BUILT

    reconcile("7f3c9a", world.ports())
    before = list(world.happened)
    request_connect_card("7f3c9a", Actor("U0ADA", "T0DESK", "C0"), world.ports())
    reconcile("7f3c9a", world.ports())

    assert "send connect card" not in before
    assert "send connect card" in world.happened


def test_an_edit_is_saved_with_its_changes() -> None:
    world = world_with(a_request_with_ticket())

    edited = edit_request("7f3c9a", replace(ANSWERS, freshness=Freshness.HOURLY), "U0ADA", world.ports())

    assert edited.revision == 2
    assert edited.edits[0].changes == (AnswerChange("freshness", ("daily",), ("hourly",)),)
    assert edit_summary(edited.edits[0]) == "Freshness: daily → hourly"
    assert edited.status is Status.AWAITING_APPROVAL


def test_an_edit_repeats_no_typed_text() -> None:
    world = world_with(a_request_with_ticket())
    secret = "hunter2"
    typed = replace(ANSWERS, purpose=secret, access=secret, duplicate_reason=secret)
    changed = replace(typed, destination={"schema": secret}, config={"note": secret})

    edited = edit_request("7f3c9a", changed, "U0ADA", world.ports())
    removed = edit_request("7f3c9a", ANSWERS, "U0ADA", world.ports())

    (event, again) = (event.text for event in timeline_events(removed) if event.key.startswith("edited-"))
    assert edit_summary(edited.edits[0]) == (
        "Purpose changed; Who needs access changed; Destination changed; Settings changed; "
        "Why another connection changed"
    )
    assert event.partition(". ")[2] == again.partition(". ")[2]
    assert secret not in event + again


@pytest.mark.parametrize(
    ("before", "after", "summary"),
    [
        ({"sensitivity": Sensitivity.PERSONAL}, {}, "Sensitivity: personal data → internal"),
        ({}, {"delete_after": date(2027, 3, 1)}, "Delete after: 2027-02-21 → 2027-03-01"),
        ({}, {"reports": ("orders", "refunds")}, "Reports: – → orders, refunds"),
    ],
    ids=["slug", "date", "list"],
)
def test_chosen_answers_are_shown_by_their_labels(before: dict[str, Any], after: dict[str, Any], summary: str) -> None:
    changes = find_changes(replace(ANSWERS, **before), replace(ANSWERS, **after))

    assert edit_summary(Edit(MONDAY, tuple(changes))) == summary


def test_the_same_edit_again_changes_nothing() -> None:
    world = world_with(a_request_with_ticket())

    assert edit_request("7f3c9a", ANSWERS, "U0ADA", world.ports()).revision == 1


def test_a_form_from_before_another_edit_undoes_nothing_but_its_redelivery_changes_nothing() -> None:
    world, later = world_with(a_request_with_ticket()), replace(ANSWERS, access="Finance")
    edit_request("7f3c9a", later, "U0ADA", world.ports(), seen_revision=1)

    assert edit_request("7f3c9a", later, "U0ADA", world.ports(), seen_revision=1).revision == 2
    with pytest.raises(Refused, match="changed after you opened this form"):
        edit_request("7f3c9a", replace(ANSWERS, purpose="Older"), "U0ADA", world.ports(), seen_revision=1)


@pytest.mark.parametrize(("who", "status"), [("U0BO", Status.AWAITING_APPROVAL), ("U0ADA", Status.APPROVED)])
def test_only_the_requester_edits_and_only_before_the_decision(who: str, status: Status) -> None:
    world = world_with(a_request_with_ticket(status=status))

    with pytest.raises(Refused):
        edit_request("7f3c9a", replace(ANSWERS, access="The whole company"), who, world.ports())


def test_a_decision_on_an_outdated_card_does_not_count() -> None:
    world = world_with(a_request_with_ticket())
    edit_request("7f3c9a", replace(ANSWERS, access="The whole company"), "U0ADA", world.ports())

    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0", seen_revision=1), None, world.ports())
    stale = world.requests_["7f3c9a"].status
    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0", seen_revision=2), None, world.ports())

    assert stale is Status.AWAITING_APPROVAL
    assert "whisper U0BO This request was just edited. Read the card again, then decide." in world.happened
    assert world.requests_["7f3c9a"].decision
    assert world.requests_["7f3c9a"].decision.revision == 2


def test_only_sensitive_data_approvers_decide_on_sensitive_data() -> None:
    sensitive = a_request_with_ticket(answers=replace(ANSWERS, sensitivity=Sensitivity.NOT_SURE))
    world = world_with(sensitive, lambda w: setattr(w, "sensitive_approvers_", frozenset({"U0CLEO"})))

    decide("7f3c9a", Event.APPROVED, Actor("U0BO", "T0DESK", "C0"), None, world.ports())
    decide("7f3c9a", Event.DECLINED, Actor("U0BO", "T0DESK", "C0"), "Not this data.", world.ports())
    undecided = world.requests_["7f3c9a"].status
    decide("7f3c9a", Event.DECLINED, Actor("U0CLEO", "T0DESK", "C0"), "Not this data.", world.ports())

    assert undecided is Status.AWAITING_APPROVAL
    assert world.requests_["7f3c9a"].status is Status.DECLINED


def test_the_checklist_leads_from_the_repository_through_development_to_production() -> None:
    steps = list(build_checklist(CASA, "casa"))
    words = (
        "the code is private",
        "bootstrap",
        "main.py",
        "environment: dev",
        "Save & Test",
        "/connector",
    )

    assert [word in step for word, step in zip(words, steps[:-1], strict=True)] == [True] * 6
    assert steps[-1].startswith("Move it to Fivetran_Prod only after thorough testing")
