"""Endpoints for connector types."""

from starlette.responses import Response

from sandbox.fivetran.endpoint import Call
from sandbox.fivetran.envelope import not_found, success
from sandbox.fivetran.paging import list_body, page


def list_connector_types(call: Call) -> Response:
    """List the connector types, without their config fields."""
    items, cursor = page(list(call.account.services.values()), call.query)
    return success(list_body([service.summary for service in items], cursor))


def show_connector_type(call: Call) -> Response:
    """Return one connector type with its config fields."""
    service = call.account.services.get(call.path["id"])
    if service is None:
        raise not_found("Service", call.path["id"])
    return success(service.details)
