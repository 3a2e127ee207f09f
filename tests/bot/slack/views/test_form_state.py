"""A submitted form is parsed once, in today's terms, also if an earlier version drew it."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.slack.views.form import request_form
from bot.slack.views.form_state import SETTINGS, FormState
from bot.slack.views.service_choice import ServiceChoice
from tests.support.sample_data import SALESFORCE, none_taken
from workflows.catalog.config_fields import ConfigField, FieldKind
from workflows.catalog.service import Service
from workflows.requests.answers import Freshness, Sensitivity
from workflows.requests.form_validation import FormErrors

TODAY = date(2026, 11, 23)
VALUES: dict[str, str | None] = {
    "service": "salesforce",
    "schema": "salesforce",
    "purpose": "Sales forecast for the third quarter",
    "business_owner": "U0ROSA",
    "sensitivity": "internal",
    "access": "The revenue team",
    "freshness": "daily",
    "delete_after": "2027-02-21",
}


def view_of(values: dict[str, str | None]) -> dict[str, Any]:
    """The view that Slack sends for these values."""
    metadata = {"form": "f0", "channel": "C0", "step": 0, "request": "", "service": "salesforce"}
    return {
        "private_metadata": json.dumps(metadata),
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": {name: {"field": {"value": value}} for name, value in values.items()}},
    }


def parse(values: dict[str, str | None]) -> FormState:
    """The state of a form for Salesforce."""
    state = FormState.parse(view_of(values), TODAY)
    return state.for_service(SALESFORCE, "salesforce", none_taken)


def test_a_valid_form_becomes_answers() -> None:
    answers = parse(VALUES).validate()

    assert answers
    assert answers.destination == {"schema": "salesforce"}


@pytest.mark.parametrize(
    ("field", "old", "slug"),
    [
        ("sensitivity", "personal data", Sensitivity.PERSONAL),
        ("sensitivity", "not sure", Sensitivity.NOT_SURE),
        ("freshness", "every 6 hours", Freshness.SIX_HOURS),
    ],
)
def test_a_form_that_was_open_during_a_deploy_sends_old_option_values(field: str, old: str, slug: str) -> None:
    answers = parse({**VALUES, field: old}).validate()

    assert answers
    assert getattr(answers, field) == slug


def test_a_form_that_was_open_during_a_deploy_sends_old_field_names() -> None:
    state = parse({**VALUES, "another_because": "A second Salesforce org"})

    answers = state.validate()

    assert answers
    assert answers.duplicate_reason == "A second Salesforce org"


def test_an_error_goes_to_the_block_that_the_open_form_has() -> None:
    state = parse({**VALUES, "another_because": "no"})

    with pytest.raises(FormErrors) as invalid:
        state.validate()

    assert state.errors_by_block(invalid.value.errors) == {
        "another_because": "Explain why the existing connection isn't enough."
    }


def test_an_error_without_a_field_here_goes_to_the_first_block() -> None:
    assert parse(VALUES).errors_by_block({"": "Slack is down.", "access": "Name a team."}) == {
        "service": "Slack is down.",
        "access": "Name a team.",
    }


def test_a_secret_is_validated_but_never_kept_or_shown() -> None:
    state = parse({**VALUES, "purpose": "postgres://bob:hunter2@db.example.com/shop"})

    with pytest.raises(FormErrors) as invalid:
        state.validate()

    assert list(invalid.value.errors) == ["purpose"]
    assert "purpose" not in state.values
    assert "hunter2" not in repr(state)


def test_another_service_keeps_only_the_general_values() -> None:
    state = FormState.parse(view_of({**VALUES, "service": "custom:Night Ledger"}), TODAY)

    kept = state.without_other_service().values

    assert "schema" not in kept
    assert kept["purpose"] == VALUES["purpose"]


@pytest.mark.parametrize(
    ("value", "service_id", "name"),
    [("salesforce", "salesforce", ""), ("custom:Night: Ledger", "custom", "Night: Ledger"), ("", "", "")],
)
def test_the_value_of_a_picker_option(value: str, service_id: str, name: str) -> None:
    assert ServiceChoice.parse(value) == ServiceChoice(service_id, name)


def test_the_fields_of_one_form_hold_nothing_of_another() -> None:
    empty = FormState("F1", "C0FIVETRAN", date(2026, 11, 23), SALESFORCE, opened=frozenset({"access"}))
    before = json.dumps(request_form(empty))

    filled = request_form(replace(empty, values={"purpose": "Budget", "access": "Finance", "freshness": "hourly"}))

    assert json.dumps(request_form(empty)) == before
    assert ["Budget" in before, "Budget" in json.dumps(filled), "Finance" in json.dumps(filled)] == [False, True, True]


def test_the_settings_of_a_service_are_drawn_anew_when_they_change() -> None:
    field = ConfigField("region", "Region", FieldKind.TEXT)
    old, new = (Service("stripe", "Stripe", config_fields=fields) for fields in ((field,), ()))
    state = FormState("F1", "C0FIVETRAN", date(2026, 11, 23), opened=frozenset({SETTINGS}))

    drawn = [json.dumps(request_form(replace(state, service=one))) for one in (old, new, old)]
    typed = json.dumps(request_form(replace(state, service=old, values={"config.region": "Ohio"})))

    assert ["config.region" in form for form in drawn] == [True, False, True]
    assert ["Ohio" in form for form in (*drawn, typed)] == [False, False, False, True]
    assert "Ohio" not in json.dumps(request_form(replace(state, service=old)))


def test_the_empty_settings_of_a_service_are_built_once() -> None:
    service = Service("stripe", "Stripe", config_fields=(ConfigField("region", "Region", FieldKind.TEXT),))
    state = FormState("F1", "C0FIVETRAN", date(2026, 11, 23), service, opened=frozenset({SETTINGS}))

    first, second = (
        next(block for block in request_form(state)["blocks"] if block.get("block_id") == "config.region")
        for _ in range(2)
    )

    assert first is second
