"""Golden messages: what the form says of a service, and what the Home tab says of what came of it."""

from dataclasses import replace

import pytest

from bot.slack.views.existing_connections import existing_connection_line
from bot.slack.views.home import HomeState, home_view
from bot.slack.views.service_notes import service_notes
from tests.support.rendered_text import as_seen
from tests.support.sample_data import ANSWERS, MONDAY, a_connected_request
from workflows.catalog.service import Service, Stage
from workflows.reporting.duplicates import ExistingConnection
from workflows.requests.state_machine import Status

ZOOM = ExistingConnection(
    "zoom", "zoom", "Fivetran_Prod", "works", "U0ADA", "Ada Okafor", MONDAY, "brisk_otter"
)


def test_everything_that_is_curated_about_a_service_is_said_before_it_is_asked_for() -> None:
    curated = Service(
        "netsuite",
        "NetSuite",
        is_sensitive=True,
        owner="Finance Systems",
        notes="Ask for a token with the role *Reader*.",
        default_tables=("account", "transaction"),
        docs_url="https://fivetran.com/docs/netsuite",
    )

    said = as_seen(service_notes(curated))

    assert "the stricter approval applies" in said
    assert "People look here first: account, transaction" in said
    assert "Ask *Finance Systems* about the source" in said
    assert "Fivetran's page" in said


@pytest.mark.parametrize(
    ("stage", "mark"), [(Stage.BETA, "beta"), (Stage.PREVIEW, "private preview"), (Stage.READY, "")]
)
def test_what_may_still_change_is_marked(stage: Stage, mark: str) -> None:
    said = as_seen(service_notes(Service("zoom", "Zoom", stage=stage)))

    assert (f"Fivetran calls this connector *{mark}*" in said) is bool(mark)


def test_what_exists_is_told_with_its_environment_its_owner_its_state_and_how_fresh_it_is() -> None:
    told = existing_connection_line(ZOOM)
    wanted = existing_connection_line(
        replace(ZOOM, connection_id=None, environment="requested", succeeded_at=None)
    )

    assert told.startswith("• `zoom` in Fivetran_Prod · Ada Okafor – works, data of ")
    assert wanted == "• `zoom` asked for · Ada Okafor – works"


@pytest.mark.parametrize(("status", "health"), [(Status.LIVE, "live"), (Status.BROKEN, "broken")])
def test_the_home_tab_says_how_my_connections_are(status: Status, health: str) -> None:
    mine = a_connected_request(status=status, answers=ANSWERS)

    said = as_seen(home_view(HomeState([mine], [], False))["blocks"])

    assert "Your connections" in said
    assert "You have no connections yet." not in said
    assert health in said
