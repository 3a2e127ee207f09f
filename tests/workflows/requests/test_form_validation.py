"""A form becomes valid answers or a list of all its errors."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.support.sample_data import SALESFORCE, none_taken
from workflows.catalog.service import Naming, Service, propose_destination
from workflows.requests.answers import Freshness, Sensitivity
from workflows.requests.custom_connector import custom_service
from workflows.requests.form_validation import FormErrors, explain_invalid_name, validate_form

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
        validate_form(FORM | changes, SALESFORCE, TODAY, frozenset({"stripe"}).intersection)
    return caught.value.errors


def test_a_valid_form_becomes_answers() -> None:
    answers = validate_form(FORM, SALESFORCE, TODAY, none_taken)

    assert answers.destination == {"schema": "salesforce"}
    assert answers.sensitivity is Sensitivity.INTERNAL
    assert answers.freshness is Freshness.DAILY
    assert answers.delete_after == date(2027, 2, 21)


def test_all_errors_are_reported_at_once() -> None:
    errors = errors_of(purpose="no", business_owner=None, sensitivity=None, access=" ", schema="1 bad name")

    assert set(errors) == {"purpose", "business_owner", "sensitivity", "access", "schema"}
    assert errors["purpose"] == "Describe in a sentence what the data is for."


@pytest.mark.parametrize(
    ("name", "proposal"),
    [
        ("9lives", "src_9lives"),
        ("_hidden", "hidden"),
        ("Sales Force", "sales_force"),
        ("sales-force", "sales_force"),
        ("Müller", "muller"),
        ("x" * 64, "x" * 56),
    ],
)
def test_a_name_that_bigquery_rejects_is_refused_with_a_proposal(name: str, proposal: str) -> None:
    assert errors_of(schema=name) == {
        "schema": "Start with a letter. Use only lowercase letters, digits, and underscores, at most 63 characters. "
        f"Try `{proposal}`."
    }


@pytest.mark.parametrize("name", ["", "東京", "_"])
def test_a_name_without_any_usable_character_gets_no_proposal(name: str) -> None:
    assert errors_of(schema=name)["schema"].endswith("at most 63 characters.")


@pytest.mark.parametrize(
    ("name", "others", "proposal"),
    [
        ("stripe", (), "stripe_2"),
        ("stripe", ("stripe_2", "stripe_3"), "stripe_4"),
        ("stripe_9", (), "stripe_10"),
        ("forecast_2026", (), "forecast_2026_2"),
    ],
)
def test_a_taken_name_is_refused_with_a_free_one(name: str, others: tuple[str, ...], proposal: str) -> None:
    taken = frozenset({name, *others}).intersection

    with pytest.raises(FormErrors) as caught:
        validate_form(FORM | {"schema": name}, SALESFORCE, TODAY, taken)

    assert caught.value.errors == {"schema": f"`{name}` is already taken. `{proposal}` is free."}


def test_only_the_dataset_gets_a_number_where_a_table_is_asked_for_too() -> None:
    service = Service("google_sheets", "Google Sheets", naming=Naming.SCHEMA_TABLE)
    names = {"schema": "sheets", "table": "budget"}

    with pytest.raises(FormErrors) as caught:
        validate_form(FORM | names, service, TODAY, frozenset({"sheets.budget"}).intersection)

    assert caught.value.errors == {"schema": "`sheets.budget` is already taken. `sheets_2` is free."}


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (TODAY, "Choose a future date."),
        (TODAY + timedelta(days=366), "Development data is kept for at most a year. Choose an earlier date."),
        (None, "Choose a date."),
    ],
)
def test_the_deletion_date_is_in_the_future_and_within_a_year(day: date | None, message: str) -> None:
    assert errors_of(delete_after=day.isoformat() if day else None) == {"delete_after": message}


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
    assert propose_destination(service, none_taken) == fields


@pytest.mark.parametrize(
    ("source", "dataset"),
    [
        ("Dun & Bradstreet", "dun_bradstreet"),
        ("R&D", "r_d"),
        ("Levi’s Shop", "levis_shop"),
        ("Müller\u00a0Straße", "muller_strasse"),
        ("7-Eleven", "src_7_eleven"),
        ("東京", "source"),
    ],
)
def test_the_dataset_of_a_custom_connector_reads_like_its_source(source: str, dataset: str) -> None:
    assert propose_destination(custom_service(source), none_taken) == {"schema": dataset}


def test_spaces_that_are_not_blanks_become_blanks() -> None:
    form = FORM | {"purpose": "Budget\u00a0of\u00a010\u202f000\u00a0€ per\u2009year", "access": "Ada\u00a0and\nBo"}

    answers = validate_form(form, SALESFORCE, TODAY, none_taken)

    assert (answers.purpose, answers.access) == ("Budget of 10 000 € per year", "Ada and Bo")


def test_a_purpose_of_invisible_characters_is_empty() -> None:
    with pytest.raises(FormErrors) as refused:
        validate_form(FORM | {"purpose": "\u200b" * 30}, SALESFORCE, TODAY, none_taken)

    assert refused.value.errors == {"purpose": "Describe in a sentence what the data is for."}


def test_a_proposed_name_is_never_taken() -> None:
    assert propose_destination(SALESFORCE, frozenset({"salesforce", "salesforce_2"}).intersection) == {
        "schema": "salesforce_3"
    }


@pytest.mark.parametrize(("taken", "reads"), [(3, [4]), (4, [4, 20]), (24, [4, 20, 20])])
def test_proposals_are_looked_up_a_few_at_a_time(taken: int, reads: list[int]) -> None:
    names, asked = {"salesforce", *(f"salesforce_{number}" for number in range(2, taken + 1))}, []

    def find(proposed: Iterable[str]) -> set[str]:
        asked.append(len(set(proposed)))
        return names.intersection(proposed)

    assert propose_destination(SALESFORCE, find) == {"schema": f"salesforce_{taken + 1}"}
    assert asked == reads


def test_fixed_names_of_a_service_are_part_of_the_destination() -> None:
    sheets = Service("webhooks", "Webhooks", naming=Naming.SCHEMA_TABLE, static_config={"table": "events"})

    answers = validate_form(FORM | {"schema": "hooks"}, sheets, TODAY, none_taken)

    assert answers.destination == {"schema": "hooks", "table": "events"}


@pytest.mark.parametrize("reason", [None, "", "because"])
def test_a_duplicate_connection_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(FormErrors) as caught:
        validate_form(FORM | {"duplicate_reason": reason}, SALESFORCE, TODAY, none_taken, is_duplicate=True)

    assert caught.value.errors == {"duplicate_reason": "Explain why the existing connection isn't enough."}


def test_a_reason_is_optional_without_a_duplicate() -> None:
    answers = validate_form(FORM | {"duplicate_reason": " "}, SALESFORCE, TODAY, none_taken)

    assert answers.duplicate_reason is None


def test_a_sensitive_service_needs_the_stricter_approval_for_any_data() -> None:
    answers = validate_form(FORM, replace(SALESFORCE, is_sensitive=True), TODAY, none_taken)

    assert (answers.sensitivity, answers.is_sensitive) == (Sensitivity.INTERNAL, True)
    assert not validate_form(FORM, SALESFORCE, TODAY, none_taken).is_sensitive


def test_with_several_names_the_error_starts_with_the_label() -> None:
    sheets = Service("google_sheets", "Google Sheets", naming=Naming.SCHEMA_TABLE)
    labels = {"schema": "Dataset", "table": "Table"}

    wrong = explain_invalid_name({"schema": "sheets", "table": "9 lives"}, sheets, none_taken, labels)

    assert wrong
    assert wrong.startswith("Table: Start with a letter")
    one = explain_invalid_name({"schema": "9 lives"}, SALESFORCE, none_taken, labels)
    assert one
    assert one.startswith("Start with a letter")
