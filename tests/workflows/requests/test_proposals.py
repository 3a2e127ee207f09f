"""What the form proposes: the fewest people that make sense, and no guess about sensitive data."""

from dataclasses import replace
from datetime import date

import pytest

from workflows.catalog.service import Service
from workflows.requests.custom_connector import custom_service
from workflows.requests.proposals import REQUESTER_AND_OWNER, asks_sensitivity, propose_answers, propose_audience

ZOOM = Service("zoom", "Zoom", "Productivity", is_curated=True)


def test_the_usual_answers() -> None:
    assert propose_answers(ZOOM, date(2026, 11, 27), "Marketing analyst") == {
        "access": "Marketing analysts",
        "freshness": "daily",
        "delete_after": "2027-02-25",
        "sensitivity": "internal",
    }


@pytest.mark.parametrize(
    ("title", "audience"),
    [
        ("Marketing analyst", "Marketing analysts"),
        ("Senior  Data Engineer", "Data Engineers"),
        ("sr. product designer", "Product designers"),
        ("R&D engineer", "R&D engineers"),
        ("Strategist", "Strategists"),
        ("Head of Finance", REQUESTER_AND_OWNER),
        ("VP, Marketing", REQUESTER_AND_OWNER),
        ("<!channel> engineer", REQUESTER_AND_OWNER),
        ("Team 7 engineer", REQUESTER_AND_OWNER),
        ("", REQUESTER_AND_OWNER),
    ],
)
def test_who_needs_access_follows_the_role_if_the_title_names_one(title: str, audience: str) -> None:
    assert propose_audience(ZOOM, title) == audience


@pytest.mark.parametrize(
    "service",
    [
        replace(ZOOM, is_sensitive=True),
        replace(ZOOM, is_curated=False),
        replace(ZOOM, type="File"),
        custom_service("Casa Verde"),
    ],
)
def test_nothing_is_guessed_about_data_that_can_be_sensitive(service: Service) -> None:
    proposed = propose_answers(service, date(2026, 11, 27), "Marketing analyst")

    assert asks_sensitivity(service)
    assert "sensitivity" not in proposed
    assert proposed["access"] == REQUESTER_AND_OWNER
