"""What a person typed is what everyone reads: spaces become blanks, and only control characters go."""

import sys
import unicodedata

import pytest

from workflows.typed_text import clean_line, clean_lines, visible_length

SPACES = [chr(code) for code in range(sys.maxunicode) if unicodedata.category(chr(code)) == "Zs"]


@pytest.mark.parametrize("space", SPACES, ids=lambda space: f"U+{ord(space):04X}")
def test_every_unicode_space_becomes_a_blank(space: str) -> None:
    assert clean_line(f"10{space}000{space}€") == "10 000 €"


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_a_line_break_stays_in_lines_and_becomes_a_blank_in_one_line(break_: str) -> None:
    assert clean_lines(f"one{break_}two") == "one\ntwo"
    assert clean_line(f"one{break_}two") == "one two"


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",
        "👩‍💻 and 👨‍👩‍👧",
        "“smart” ‘quotes’ – dashes…",
        "\u202bעברית\u202c and العربية",
        "naïve Zürich 東京",
        "a & b < c > d",
        "two  blanks",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert clean_line(text) == clean_lines(text) == text


def test_control_characters_and_lone_surrogates_go() -> None:
    assert clean_line("\x00a\x07b\x1b\x7fc\ud800d\x9fe") == "abcde"


def test_a_tab_is_a_blank_and_the_ends_are_trimmed() -> None:
    assert clean_lines("\u00a0\tone\ttwo\u3000\n") == "one two"


def test_invisible_characters_do_not_count() -> None:
    assert visible_length("\u200b\u200d\ufeff\u00a0 \n") == 0
    assert visible_length("東 京") == 2
