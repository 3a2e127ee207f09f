"""A form is either answers that hold, or everything that is wrong with it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.sample_data import SALESFORCE
from workflows.catalog.service import Naming, Service, propose_destination
from workflows.requests.form_validation import FormErrors, explain_invalid_name, validate_form
from workflows.requests.model import Freshness, Sensitivity

TODAY = date(2026, 11, 23)
FORM = {
    "service": "salesforce",
    "purpose": "Sales forecast for the third quarter",
    "business_owner": "U0ROSA",
    "sensitivity": "internal",
    "access": "The revenue team",
    "freshness": "daily",
    "delete_after": "2027-02-21",
    "schema": "salesforce",
}


def errors_of(**changes: str | None) -> dict[str, str]:
    with pytest.raises(FormErrors) as caught:
        validate_form(FORM | changes, SALESFORCE, TODAY, frozenset({"stripe"}))
    return caught.value.errors


def test_a_form_without_mistakes_becomes_answers() -> None:
    answers = validate_form(FORM, SALESFORCE, TODAY, frozenset())

    assert answers.destination == {"schema": "salesforce"}
    assert answers.sensitivity is Sensitivity.INTERNAL
    assert answers.freshness is Freshness.DAILY
    assert answers.delete_after == date(2027, 2, 21)


def test_everything_that_is_wrong_is_said_at_once() -> None:
    errors = errors_of(purpose="no", business_owner=None, sensitivity=None, access=" ", schema="1 bad name")

    assert set(errors) == {"purpose", "business_owner", "sensitivity", "access", "schema"}
    assert errors["purpose"] == "Say in a sentence what the data is for."


@pytest.mark.parametrize("name", ["", "9lives", "_hidden", "sales force", "sales-force", "ä", "x" * 64])
def test_a_name_that_bigquery_would_not_take_is_refused_beside_its_field(name: str) -> None:
    assert errors_of(schema=name) == {
        "schema": "Start with a letter; then only lower-case letters, digits and _ (at most 63 characters)."
    }


def test_a_name_is_lower_cased_instead_of_refused() -> None:
    assert validate_form(FORM | {"schema": " SalesForce "}, SALESFORCE, TODAY, frozenset()).destination == {
        "schema": "salesforce"
    }


def test_a_name_that_is_taken_is_refused_beside_its_field() -> None:
    assert errors_of(schema="stripe") == {"schema": "`stripe` is taken already. Choose another name."}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "Choose a day that is still to come."),
        (TODAY + timedelta(days=366), "Development data stays for a year at most."),
        (None, "Choose a date."),
    ],
)
def test_the_day_of_deletion_has_to_be_within_a_year(day: date | None, words: str) -> None:
    assert errors_of(delete_after=day and day.isoformat()) == {"delete_after": words}


@pytest.mark.parametrize(
    ("service", "fields"),
    [
        (Service("salesforce", "Salesforce"), {"schema": "salesforce"}),
        (Service("postgres", "PostgreSQL", naming=Naming.SCHEMA_PREFIX), {"schema_prefix": "postgres"}),
        (
            Service("s3", "S3", naming=Naming.SCHEMA_TABLE_GROUP),
            {"schema": "s3", "table_group_name": "files"},
        ),
        (
            Service("google_sheets", "Google Sheets", naming=Naming.SCHEMA_TABLE),
            {"schema": "google_sheets", "table": "data"},
        ),
        (
            Service("webhooks", "Webhooks", naming=Naming.SCHEMA_TABLE, static_config={"table": "events"}),
            {"schema": "webhooks"},
        ),
        (Service("15five", "15Five"), {"schema": "src_15five"}),
    ],
)
def test_the_names_that_a_service_needs_are_proposed(service: Service, fields: dict[str, str]) -> None:
    assert propose_destination(service, frozenset()) == fields


def test_a_proposed_name_is_never_one_that_is_taken() -> None:
    assert propose_destination(SALESFORCE, frozenset({"salesforce", "salesforce_2"})) == {
        "schema": "salesforce_3"
    }


def test_fixed_names_of_a_service_are_part_of_the_destination() -> None:
    sheets = Service("webhooks", "Webhooks", naming=Naming.SCHEMA_TABLE, static_config={"table": "events"})

    answers = validate_form(FORM | {"schema": "hooks"}, sheets, TODAY, frozenset())

    assert answers.destination == {"schema": "hooks", "table": "events"}


@pytest.mark.parametrize("reason", [None, "", "because"])
def test_one_more_of_what_is_here_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(FormErrors) as caught:
        validate_form(FORM | {"duplicate_reason": reason}, SALESFORCE, TODAY, frozenset(), is_duplicate=True)

    assert caught.value.errors == {"duplicate_reason": "Say why what is here already does not do."}


def test_a_reason_that_nobody_asked_for_may_be_left_out() -> None:
    answers = validate_form(FORM | {"duplicate_reason": " "}, SALESFORCE, TODAY, frozenset())

    assert answers.duplicate_reason is None


def test_a_sensitive_service_needs_the_stricter_approval_whatever_its_data_is_called() -> None:
    answers = validate_form(FORM, replace(SALESFORCE, is_sensitive=True), TODAY, frozenset())

    assert (answers.sensitivity, answers.is_sensitive) == (Sensitivity.INTERNAL, True)
    assert not validate_form(FORM, SALESFORCE, TODAY, frozenset()).is_sensitive


def test_of_several_names_the_wrong_one_is_called_by_its_label() -> None:
    sheets = Service("google_sheets", "Google Sheets", naming=Naming.SCHEMA_TABLE)
    labels = {"schema": "Dataset", "table": "Table"}

    wrong = explain_invalid_name({"schema": "sheets", "table": "9 lives"}, sheets, frozenset(), labels)

    assert wrong
    assert wrong.startswith("Table: Start with a letter")
    one = explain_invalid_name({"schema": "9 lives"}, SALESFORCE, frozenset(), labels)
    assert one
    assert one.startswith("Start with a letter")
