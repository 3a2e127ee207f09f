"""Our words in the shapes that Jira's fields take."""

from typing import Any

import pytest

from bot.jira.create_fields import CreateScreen
from bot.jira.field_formats import format_field_value
from workflows.errors import Misconfigured

VALUES = {"requester": "Ada Okafor", "sensitivity": "personal data"}
CHOICES = [{"id": "1", "value": "Public"}, {"id": "2", "value": "Personal data"}]


def field(**facts: Any) -> dict[str, Any]:
    return {
        "name": "Data",
        "required": False,
        "hasDefaultValue": False,
        "schema": {"type": "string"},
        **facts,
    }


ALWAYS = {name: field() for name in ("summary", "description", "labels")}


@pytest.mark.parametrize(
    ("described", "value", "shaped"),
    [
        (field(), "two\nlines", "two lines"),
        (field(allowedValues=CHOICES), "personal data", {"id": "2"}),
        (field(allowedValues=CHOICES), "not sure", None),
        (field(allowedValues=CHOICES, schema={"type": "array", "items": "option"}), "public", [{"id": "1"}]),
        (field(schema={"type": "array", "items": "string"}), "fivetran", ["fivetran"]),
        (field(schema={"type": "user"}), "5d00", {"accountId": "5d00"}),
        (field(schema={"type": "number"}), "3", 3.0),
        *[(field(schema={"type": "number"}), text, None) for text in ("daily", "", "nan", "inf")],
        (field(schema={"type": "priority"}), {"id": "2"}, {"id": "2"}),
    ],
)
def test_words_take_the_shape_of_their_field(described: dict[str, Any], value: Any, shaped: Any) -> None:
    assert format_field_value(described, value) == shaped


def test_a_text_area_gets_a_document() -> None:
    area = field(schema={"type": "string", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:textarea"})

    assert format_field_value(area, "words")["type"] == "doc"


def test_templates_are_filled_also_inside_of_shapes() -> None:
    screen = CreateScreen("10007", ALWAYS | {"a": field(), "b": field(schema={"type": "any"})})

    filled = screen.fill({"a": "for {requester}", "b": {"value": ["{sensitivity}"]}}, VALUES)

    assert filled == {"a": "for Ada Okafor", "b": {"value": ["personal data"]}}


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ({}, "Jira requires the field “Data” (a). Set its value in JIRA_FIELDS."),
        ({"a": "x", "c": "y"}, "JIRA_FIELDS names c, which isn't on the create screen"),
        ({"a": "{colour}"}, "Use one of: {requester}, {sensitivity}."),
        ({"a": "{requester.__class__}"}, "Use one of"),
        ({"a": "purple"}, "rejects its value in JIRA_FIELDS"),
    ],
)
def test_a_mapping_that_cannot_work_says_what_to_do(mapping: dict[str, Any], words: str) -> None:
    screen = CreateScreen("10007", ALWAYS | {"a": field(required=True, allowedValues=CHOICES)})

    with pytest.raises(Misconfigured) as failure:
        screen.fill(mapping, VALUES)

    assert words in failure.value.message


@pytest.mark.parametrize("template", ["{sensitivity}", "three", "nan"])
def test_text_for_a_number_is_refused_before_a_ticket_is_opened(template: str) -> None:
    screen = CreateScreen("10007", ALWAYS | {"a": field(schema={"type": "number"})})
    error = f"Jira's field “Data” (a) takes a number. JIRA_FIELDS gives it “{template}”."

    assert screen.errors({"a": template}) == [error]
    with pytest.raises(Misconfigured, match="takes a number"):
        screen.fill({"a": template}, VALUES)
    assert screen.fill({"a": "3"}, VALUES) == {"a": 3.0}
