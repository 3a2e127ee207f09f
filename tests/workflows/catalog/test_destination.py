"""Where data lands, for every naming family."""

from dataclasses import replace

import pytest

from tests.support.sample_data import ANSWERS, a_connected_request
from workflows.catalog.destination import dataset_path, describe_dataset, naming_family
from workflows.catalog.service import DESTINATION_FIELDS, Naming
from workflows.requests.timeline import data_location, timeline_events


@pytest.mark.parametrize("family", list(Naming))
def test_the_fields_of_a_destination_determine_its_naming_family(family: Naming) -> None:
    assert naming_family(dict.fromkeys(DESTINATION_FIELDS[family], "x")) is family


def test_a_database_lands_in_several_datasets() -> None:
    answers = replace(ANSWERS, service="postgres", destination={"schema_prefix": "pg_shop"})
    request = a_connected_request(answers=answers)

    assert data_location(request) == "datasets `dev-fivetran.pg_shop_…`"
    (created,) = (one for one in timeline_events(request) if one.key == "created")
    assert "It loads into datasets dev-fivetran.pg_shop_…." in created.text


def test_files_land_in_several_tables() -> None:
    assert dataset_path("dev", "s3.invoices", Naming.SCHEMA_TABLE_GROUP) == "tables `dev.s3.invoices_…`"
    assert dataset_path("dev", "zoom", Naming.SCHEMA) == "`dev.zoom`"
    assert describe_dataset("zoom", Naming.SCHEMA) == "dataset `zoom`"
