"""What a sensitive service holds: the catalog's own words, those of its category, or general ones."""

import pytest

from workflows.catalog.sensitive_content import content_of, content_sentence
from workflows.catalog.service import Service


@pytest.mark.parametrize(
    ("facts", "content"),
    [
        ({"type": "Sales", "holds": "recorded sales calls"}, "recorded sales calls"),
        ({"type": "Sales"}, "customer data"),
        ({"type": "HumanResources"}, "data about employees and applicants"),
        ({"type": "Human Resources"}, "data about employees and applicants"),
        ({"type": "Database"}, "data about people or money"),
        ({}, "data about people or money"),
        ({"type": "Sales", "is_sensitive": False}, ""),
    ],
)
def test_a_sensitive_service_says_what_it_holds(facts: dict[str, object], content: str) -> None:
    service = Service(**{"id": "gongio", "name": "Gong", "is_sensitive": True, **facts})  # type: ignore[arg-type]

    assert content_of(service) == content


def test_a_request_from_before_gets_the_general_words() -> None:
    assert content_sentence("Salesforce", "") == "Salesforce holds data about people or money."
