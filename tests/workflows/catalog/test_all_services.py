"""Forms of every Fivetran service. Skipped without Fivetran's OpenAPI file, which we can't ship."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.catalog.merge import merge_service as service_of
from bot.catalog.services_yaml import load_services_yaml
from bot.fivetran.create_body import build_create_body
from bot.slack.views.form import request_form
from bot.slack.views.form_state import DESTINATION, FormState
from sandbox.slack.blocks.surfaces import check_view, is_too_large
from tests.sandbox.support.fivetran_spec import SPECS, document, judge_request
from tests.support.sample_data import none_taken
from tests.workflows.catalog.form_filler import NAMES, TODAY, filled, inputs
from workflows.catalog.connector_metadata import is_credential
from workflows.catalog.form_pages import form_pages
from workflows.catalog.service import Service
from workflows.requests.form_validation import validate_form
from workflows.requests.model import ConnectorRequest

FORMATS = SPECS / "fivetran-service-schema-format.json"
CURATED = load_services_yaml(Path(__file__).parents[3] / "services.yaml")
AT = datetime(2026, 11, 23, tzinfo=UTC)

pytestmark = pytest.mark.skipif(not FORMATS.exists(), reason="needs Fivetran's files in ../shared/specs")


@cache
def formats() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FORMATS.read_text(encoding="utf-8"))["services"] if FORMATS.exists() else {}
    return found


def config_of(service_id: str) -> dict[str, Any]:
    """Return the config of a service as metadata: only destination names are required."""
    schemas = document()["components"]["schemas"]
    theirs = schemas.get(f"{service_id}_config_V1", {}).get("properties", {}).get("config", {}).get("properties", {})
    names = formats()[service_id]["required_destination_fields"]
    # The file calls a choice of texts an object; Fivetran's metadata calls it a string.
    as_metadata = {
        name: {**schema, "type": "string"} if "enum" in schema else schema for name, schema in theirs.items()
    }
    return {"properties": {**{name: {"type": "string"} for name in names}, **as_metadata}, "required": names}


def drawn(service_id: str) -> Service:
    return service_of(service_id, None, config_of(service_id), CURATED.get(service_id))


def test_the_list_is_as_long_as_the_one_of_fivetran() -> None:
    assert len(formats()) == 773


@pytest.mark.parametrize("service_id", formats())
def test_every_form_asks_for_its_names_and_for_no_secret(service_id: str) -> None:
    service = drawn(service_id)
    form = filled(service)

    state = FormState("f", "C0", TODAY, service, form, opened=frozenset({DESTINATION}))
    views = [request_form(state.at_page(number)) for number in range(len(form_pages(service)))]

    if service.unavailable_reason:
        return
    for view in views:
        assert check_view(view, "modal") == []
        assert not is_too_large(view)
    shown = {name for view in views for name in inputs(view)}
    needed = {*formats()[service_id]["required_destination_fields"]} - {*service.static_config}
    settings = {name.removeprefix("config.") for name in shown if name.startswith("config.")}
    properties = config_of(service_id)["properties"]
    assert shown & NAMES.keys() == needed
    assert [name for name in settings if properties[name].get("format") == "password" or is_credential(name)] == []


@pytest.mark.parametrize("service_id", formats())
def test_every_form_becomes_a_body_that_fivetran_accepts(service_id: str) -> None:
    service = drawn(service_id)
    if service.unavailable_reason:
        return

    answers = validate_form(filled(service), service, TODAY, none_taken)
    body = build_create_body(ConnectorRequest("r1", "U0ADA", "C0", AT, answers), service, "dev")

    judge_request({"method": "POST", "path": "/v1/connections", "request": body})
