"""Whole numbers in a form: whatever is typed is a number that Fivetran takes, or refused in words."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows.catalog.config_fields import INT32_BOUND, ConfigField, FieldKind, parse_value
from workflows.errors import Refused

LIMIT = ConfigField("api_usage_limit", "API usage limit", FieldKind.NUMBER)


@given(some.text(string.digits + "-+ ._²٣", max_size=40))
def test_any_text_is_a_whole_number_or_refused(text: str) -> None:
    try:
        number = parse_value(LIMIT, text)
    except Refused:
        return

    assert number is None or (-INT32_BOUND <= number < INT32_BOUND and number == int(text))


@pytest.mark.parametrize("text", ["--5", "-", "5-", "0000000000009999999999999999", "2147483648"])
def test_what_only_looks_like_a_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="whole number"):
        parse_value(LIMIT, text)
