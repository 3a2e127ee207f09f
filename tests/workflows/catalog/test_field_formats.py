"""A setting whose format is known is checked, and the error shows how it looks."""

import pytest

from workflows.catalog.field_formats import FieldFormat, check_format, known_format
from workflows.errors import Refused

SHEET = "https://docs.google.com/spreadsheets/d/1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        (FieldFormat.SHEET, f"{SHEET}/edit#gid=0"),
        (FieldFormat.SHEET, f"{SHEET}/edit?usp=sharing"),
        (FieldFormat.SHEET, SHEET.replace("/d/", "/u/1/d/")),
        (FieldFormat.SHEET, "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"),
        (FieldFormat.RANGE, "budget_2026"),
        (FieldFormat.RANGE, "Ümsätze"),
        (FieldFormat.URL, "https://shop.example.com:8443/api?v=2"),
        (FieldFormat.URL, "shop.example.com"),
        (FieldFormat.URL, "10.0.0.1"),
        (FieldFormat.URL_OR_NONE, "None"),
        (FieldFormat.URL_OR_NONE, "https://api.example.com/docs"),
    ],
)
def test_what_has_the_format_stays_as_it_is(wanted: FieldFormat, text: str) -> None:
    assert check_format(wanted, text) == text


@pytest.mark.parametrize(
    ("wanted", "text", "message"),
    [
        (FieldFormat.SHEET, "Budget 2026", "Paste the address of the sheet."),
        (
            FieldFormat.SHEET,
            SHEET.replace("spreadsheets", "document"),
            "Paste the address",
        ),
        (FieldFormat.SHEET, f"{SHEET} and another", "Paste the address"),
        (FieldFormat.RANGE, "Budget 2026", "only letters, digits, and underscores. Try “Budget_2026”."),
        (FieldFormat.RANGE, "2026 budget", "Try “budget”."),
        (FieldFormat.RANGE, "!!", "only letters, digits, and underscores."),
        (FieldFormat.RANGE, "A1:C10", "not its cells"),
        (FieldFormat.RANGE, "Sheet1!A1:C10", "not its cells"),
        (FieldFormat.URL, "our shop", "for example https://shop.example.com"),
        (FieldFormat.URL, "ftp://shop.example.com", "for example https://shop.example.com"),
        (FieldFormat.URL_OR_NONE, "ask Bo", "or “none”"),
    ],
)
def test_what_does_not_have_it_is_refused_with_an_example(wanted: FieldFormat, text: str, message: str) -> None:
    with pytest.raises(Refused) as refused:
        check_format(wanted, text)

    assert message in refused.value.message


@pytest.mark.parametrize(
    ("setting", "is_text", "wanted"),
    [
        ("base_url", True, FieldFormat.URL),
        ("urls", True, FieldFormat.URL),
        ("curl", True, None),
        ("base_url", False, None),
        ("url_prefix", True, None),
    ],
)
def test_the_name_of_a_setting_can_tell_its_format(setting: str, is_text: bool, wanted: FieldFormat | None) -> None:
    assert known_format(setting, is_text=is_text) is wanted
