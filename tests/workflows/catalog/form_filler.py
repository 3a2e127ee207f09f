"""Somebody who fills in any form: each field gets an answer that fits it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflows.catalog.config_fields import Kind, Question
from workflows.catalog.form_pages import on_step, steps
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
WORDS: Mapping[Kind, str] = {
    Kind.TEXT: "lake",
    Kind.NUMBER: "30",
    Kind.DECIMAL: "1.5",
    Kind.YES_NO: "true",
    Kind.LIST: "one\ntwo",
    Kind.NUMBERS: "1\n2",
}


def answer(question: Question) -> str:
    """Something that answers the question."""
    return question.options[0] if question.options else WORDS[question.kind]


def filled(service: Service) -> dict[str, str | None]:
    """The whole form of a service: every field that is asked, step by step."""
    form: dict[str, str | None] = {**GENERAL, "service": service.id}
    form |= {name: NAMES[name] for name in service.fields}
    for number in range(len(steps(service))):
        while missing := [one for one in on_step(service, number, form) if one.field not in form]:
            form |= {one.field: answer(one) for one in missing}
    return form


def inputs(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The fields of a view, by name."""
    return {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
