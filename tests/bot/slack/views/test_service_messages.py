"""Golden messages: the notes about a service in the form, and existing connections."""

from dataclasses import replace

import pytest

from bot.slack.views.existing_connections import existing_connection_line
from bot.slack.views.service_notes import service_notes
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY
from workflows.catalog.service import Service, Stage
from workflows.reporting.duplicates import ExistingConnection

ZOOM = ExistingConnection("zoom", "zoom", "Fivetran_Prod", "works", "U0ADA", "Ada Okafor", MONDAY, "brisk_otter")


def test_the_form_shows_everything_that_is_curated_about_a_service() -> None:
    curated = Service(
        "netsuite",
        "NetSuite",
        is_sensitive=True,
        owner="Finance Systems",
        notes="Ask for a token with the role *Reader*.",
        default_tables=("account", "transaction"),
        docs_url="https://fivetran.com/docs/netsuite",
    )

    text = as_seen(service_notes(curated))

    assert "NetSuite holds data about people or money. A sensitive-data approver decides." in text
    assert "Most used tables: account, transaction" in text
    assert "Ask *Finance Systems* about the source" in text
    assert "Fivetran docs" in text


@pytest.mark.parametrize(
    ("stage", "mark"), [(Stage.BETA, "beta"), (Stage.PREVIEW, "private preview"), (Stage.READY, "")]
)
def test_a_service_that_is_not_generally_available_is_marked(stage: Stage, mark: str) -> None:
    text = as_seen(service_notes(Service("zoom", "Zoom", stage=stage)))

    assert (f"This connector is in *{mark}* at Fivetran" in text) is bool(mark)


def test_an_existing_connection_is_shown_with_environment_owner_state_and_freshness() -> None:
    existing = existing_connection_line(ZOOM)
    requested = existing_connection_line(replace(ZOOM, connection_id=None, environment="requested", succeeded_at=None))

    assert existing.startswith("• `zoom` in Fivetran_Prod · Ada Okafor – works, last synced ")
    assert requested == "• `zoom` requested · Ada Okafor – works"
