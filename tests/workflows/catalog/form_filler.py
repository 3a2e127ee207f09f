"""Fill in any form with valid values."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.catalog.config_fields import ConfigField, FieldKind
from workflows.catalog.field_formats import FieldFormat
from workflows.catalog.form_pages import fields_on_page, form_pages
from workflows.catalog.service import Service

TODAY = date(2026, 11, 23)
GENERAL = {
    "purpose": "Sales forecast for the third quarter",
    "business_owner": "U0ROSA",
    "sensitivity": "internal",
    "access": "The revenue team",
    "freshness": "daily",
    "delete_after": "2027-02-21",
}
NAMES = {"schema": "lake", "table": "fish", "schema_prefix": "lake", "table_group_name": "boats"}
WORDS: Mapping[FieldKind, str] = {
    FieldKind.TEXT: "lake",
    FieldKind.NUMBER: "30",
    FieldKind.DECIMAL: "1.5",
    FieldKind.YES_NO: "true",
    FieldKind.LIST: "one\ntwo",
    FieldKind.NUMBERS: "1\n2",
}


FORMATTED: Mapping[FieldFormat, str] = {
    FieldFormat.SHEET: "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms/edit",
    FieldFormat.RANGE: "budget_2026",
    FieldFormat.URL: "https://shop.example.com",
    FieldFormat.URL_OR_NONE: "none",
}


def answer(question: ConfigField) -> str:
    """Return a valid value of a field."""
    if question.format:
        return FORMATTED[question.format]
    return question.options[0] if question.options else WORDS[question.kind]


def filled(service: Service) -> dict[str, str | None]:
    """Return valid values for every page of a service's form."""
    form: dict[str, str | None] = {**GENERAL, "service": service.id}
    form |= {name: NAMES[name] for name in service.destination_fields}
    for number in range(len(form_pages(service))):
        while missing := [one for one in fields_on_page(service, number, form) if one.form_field not in form]:
            form |= {one.form_field: answer(one) for one in missing}
    return form


def inputs(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the input elements of a view by field."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
