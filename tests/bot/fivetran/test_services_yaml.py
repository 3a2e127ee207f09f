"""`services.yaml` says nothing that Fivetran does not know."""

from pathlib import Path

import pytest
import yaml

from bot.catalog.merge import merge_service as service_of
from bot.catalog.services_yaml import ServiceEntry, load_services_yaml
from bot.fivetran.connections import FivetranConnections
from tests.bot.fivetran.conftest import asked_for
from tests.sandbox.support.fivetran_server import Sandbox
from tests.sandbox.support.fivetran_spec import OPENAPI, judge_request
from workflows.catalog.service import DESTINATION_FIELDS

FILE = Path(__file__).parents[3] / "services.yaml"
IDS = list(yaml.safe_load(FILE.read_text(encoding="utf-8")))
NAMES = {"schema": "lake", "table": "t", "schema_prefix": "lake", "table_group_name": "g"}


def test_there_is_enough_to_choose_from() -> None:
    assert len(IDS) >= 65


def test_its_first_lines_explain_every_key() -> None:
    comment = FILE.read_text(encoding="utf-8").split("\n\n# Sales", 1)[0]

    assert all(f"#   {key} " in comment for key in ServiceEntry.model_fields)


@pytest.mark.parametrize("service_id", IDS)
def test_fivetran_creates_every_service_as_the_catalog_describes_it(
    sandbox: Sandbox, connectors: FivetranConnections, service_id: str
) -> None:
    known = sandbox.account.services[service_id]
    service = service_of(service_id, known.summary, known.config, load_services_yaml(FILE)[service_id])
    fixed = {name: str(value) for name, value in service.static_config.items()}
    destination = {name: fixed.get(name, NAMES[name]) for name in DESTINATION_FIELDS[service.naming]}

    if service.sunset_notice:
        assert known.summary["service_status"] == "sunset"
        return
    made = connectors.create_dev(asked_for(service_id, destination), service)

    assert made.service == service_id
    assert service.name == known.facts["name"]
    if OPENAPI.exists():
        judge_request(sandbox.env.journal.since()[-1])
