"""Connector types: what can be connected and what each needs."""

from starlette.responses import Response

from sandbox.fivetran.door import Call
from sandbox.fivetran.envelope import missing, success
from sandbox.fivetran.paging import listed, page


def index(call: Call) -> Response:
    """All connector types, without their config fields."""
    items, cursor = page(list(call.world.fivetran.services.values()), call.query)
    return success(listed([service.summary for service in items], cursor))


def show(call: Call) -> Response:
    """One connector type with its config fields."""
    service = call.world.fivetran.services.get(call.path["id"])
    if service is None:
        raise missing("Service", call.path["id"])
    return success(service.details)
