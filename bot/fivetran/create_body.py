"""The request body that creates a development connection.

https://fivetran.com/docs/rest-api/api-reference/connections/create-connection. Two of Fivetran's
defaults are overridden: setup tests would run before the credentials exist, and syncs would start.
"""

from copy import deepcopy
from typing import Any

from workflows.catalog.service import DESTINATION_FIELDS, Service
from workflows.requests.answers import SYNC_FREQUENCY_MINUTES
from workflows.requests.model import ConnectorRequest


def build_create_body(request: ConnectorRequest, service: Service, group_id: str) -> dict[str, Any]:
    """Return the body for `POST /v1/connections`. It shares no objects with the catalog."""
    return {
        "service": service.id,
        "group_id": group_id,
        "paused": True,
        "run_setup_tests": False,
        "pause_after_trial": False,
        "schedule_type": "auto",
        "sync_frequency": SYNC_FREQUENCY_MINUTES[request.answers.freshness],
        "destination_schema_names": "FIVETRAN_NAMING",
        "config": connection_config(request, service),
    }


def connection_config(request: ConnectorRequest, service: Service) -> dict[str, Any]:
    """Merge the answers, the static config of the catalog, the reports, and the destination names."""
    answers = request.answers
    merged: dict[str, Any] = {**deepcopy(dict(answers.config)), **deepcopy(dict(service.static_config))}
    chosen = answers.reports or service.report_names
    if service.reports:
        merged["reports"] = [deepcopy(dict(one)) for one in service.reports if one["table"] in chosen]
    names = answers.destination
    return {**merged, **{name: names[name] for name in DESTINATION_FIELDS[service.naming] if name in names}}
