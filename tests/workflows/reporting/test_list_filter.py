"""What follows `/connector list` narrows the list."""

import pytest

from workflows.catalog.service import Service
from workflows.reporting.list_filter import ListedState, ListFilter, parse_list_filter

ADS, SHEETS = Service("google_ads", "Google Ads"), Service("google_sheets", "Google Sheets")


def google(text: str) -> list[Service]:
    """A catalog with two services, both of Google."""
    return [ADS, SHEETS] if text == "google" else []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ListFilter()),
        ("all connections", ListFilter()),
        ("Google", ListFilter(("google_ads", "google_sheets"))),
        ("broken", ListFilter(state=ListedState.FAILING)),
        ("paused in production", ListFilter(state=ListedState.PAUSED, is_production=True)),
        ("google dev", ListFilter(("google_ads", "google_sheets"), is_production=False)),
        ("unowned in production", ListFilter(is_production=True, is_unowned=True)),
        ("unclaimed google", ListFilter(("google_ads", "google_sheets"), is_unowned=True)),
        ("stripe_eu", ListFilter(name_prefix="stripe_eu")),
    ],
)
def test_words_are_services_states_environments_or_the_beginning_of_a_name(text: str, wanted: ListFilter) -> None:
    assert parse_list_filter(text, google) == wanted


def test_open_requests_are_listed_where_they_can_be_meant() -> None:
    assert ListFilter().includes_requests
    assert ListFilter(("google_ads",), is_production=False).includes_requests
    assert not ListFilter(is_production=True).includes_requests
    assert not ListFilter(state=ListedState.PAUSED).includes_requests
    assert not ListFilter(is_unowned=True).includes_requests
