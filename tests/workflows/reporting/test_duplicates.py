"""What exists already is named to those who may know of it, and counted for the others."""

from dataclasses import replace

import pytest

from bot.slack.views.existing_connections import exists_already
from bot.slack.views.lists import catalogue_list
from tests.support.sample_data import ANSWERS, MONDAY, SALESFORCE, a_connected_request, a_connection
from workflows.catalog.service import Service
from workflows.reporting.duplicates import Found, Twin, in_turn, seen
from workflows.reporting.snapshot import Asker, Facts
from workflows.requests.model import Sensitivity

WAGES = Service("workday", "Workday", sensitive=True)
OURS = Service("ours", "Ours", internal=True)
FACTS = Facts(
    now=MONDAY,
    connections=(
        a_connection(),
        a_connection(id="shy_otter", name="wages", service="workday"),
        a_connection(id="own_otter", name="ours", service="ours"),
    ),
    requests=(a_connected_request(answers=replace(ANSWERS, sensitivity=Sensitivity.CONFIDENTIAL)),),
    services={one.id: one for one in (SALESFORCE, WAGES, OURS)},
    environments={},
    looked_at={},
)
TWINS = (
    Twin("salesforce", "salesforce", "Fivetran_Dev", "works", "U0ADA", connection_id="polite_otter"),
    Twin("workday", "wages", "Fivetran_Prod", "works", connection_id="shy_otter"),
    Twin("ours", "ours", "Fivetran_Prod", "works", connection_id="own_otter"),
    Twin("stripe", "stripe", "requested", "waits", "U0ROSA", request_id="unheard"),
)


@pytest.mark.parametrize(
    ("asker", "names"),
    [
        (Asker("U0GIL"), set()),
        (Asker("U0ADA"), {"salesforce"}),
        (Asker("U0ROSA"), {"salesforce"}),
        (Asker("U0ADA", in_public=True), set()),
        (Asker("U0BO", sees_all=True), {"salesforce", "wages", "ours"}),
    ],
)
def test_what_is_sensitive_or_internal_is_named_to_its_own_people(asker: Asker, names: set[str]) -> None:
    found = seen(TWINS, FACTS, asker)

    assert {twin.name for twin in found.twins} == names
    assert found.number == len(TWINS)


def test_what_may_not_be_named_is_counted_and_one_more_needs_a_reason() -> None:
    blocks = exists_already(WAGES, Found((), 2), None)

    assert "wages" not in str(blocks)
    assert "2 that I cannot name" in str(blocks)
    assert blocks[-1]["block_id"] == "another_because"


def test_a_list_that_is_cut_shows_all_environments_and_counts_the_rest() -> None:
    many = [
        Twin("stripe", f"stripe_{number}", where, "works", connection_id=f"{where}{number}")
        for where in ("Fivetran_Dev", "Fivetran_Prod")
        for number in range(300)
    ]

    text = catalogue_list(Found(tuple(in_turn(many)), 3), "here")

    assert "stripe_0` in Fivetran_Dev" in text
    assert "stripe_0` in Fivetran_Prod" in text
    shown = text.count("stripe_")
    assert f"… and {603 - shown} more" in text


def test_nobody_is_offered_to_ask_themselves() -> None:
    adas = Found((TWINS[0],))

    assert "ask_owner_0" not in str(exists_already(SALESFORCE, adas, None, user="U0ADA"))
    assert "ask_owner_0" in str(exists_already(SALESFORCE, adas, None, user="U0ROSA"))
