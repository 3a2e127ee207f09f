"""The body of a press is decoded as `urllib.parse` does it, in a tenth of the time."""

import json
from urllib.parse import parse_qsl, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.bolt import parse_payload
from bot.slack.form_body import read_payload_field, unquote_field

FORM = "application/x-www-form-urlencoded"
ODD = st.text("%%%%0124589AFafgz+ .=\r\n~üé", max_size=12)


@given(ODD)
@example("%2%35")
@example("%%41")
@example("%=41")
@example("=41")
@example("%")
@example("a+%2B")
def test_any_field_is_decoded_as_urllib_does_it(text: str) -> None:
    assert unquote_field(text.encode()) == parse_qsl(f"a={text}", keep_blank_values=True)[0][1]


@given(st.text(max_size=30))
def test_what_is_quoted_comes_back(text: str) -> None:
    assert unquote_field(quote_plus(text).encode()) == text


def test_half_an_escaped_character_is_replaced() -> None:
    assert unquote_field(b"%C3") == "\ufffd"


@pytest.mark.parametrize("body", [b"command=%2Fconnector&payload=1", b"payload=1&x=2", b"x=1", b""])
def test_a_form_with_other_fields_is_left_to_urllib(body: bytes) -> None:
    assert read_payload_field(body) is None


def test_the_payload_of_a_press_is_parsed() -> None:
    pressed = {"type": "block_actions", "actions": [{"action_id": "approve_request", "text": "100 % 🙂 – a+b=c"}]}

    assert parse_payload(f"payload={quote_plus(json.dumps(pressed))}".encode(), FORM) == pressed
