"""Check that Fivetran is set up as the bot needs it; each problem says what to do."""

from collections.abc import Iterator

from bot.fivetran.client import FivetranClient
from bot.fivetran.parsing import parse_connection
from bot.fivetran.protocol import ApiCall, NotFound, list_call
from workflows.errors import DeskError, Misconfigured
from workflows.requests.timeline import DEV_PROJECT


def check_fivetran(client: FivetranClient, dev_group: str, prod_group: str) -> Iterator[str]:
    """Yield every problem. Only reads, so a key that can't write is found at the first creation."""
    try:
        client.send(ApiCall("GET", "/v1/account/info"))
    except Misconfigured:
        yield "Fivetran rejects the key: renew FIVETRAN_API_KEY and FIVETRAN_API_SECRET."
        return
    except DeskError as failure:
        yield f"{failure} Check FIVETRAN_URL and the network."
        return
    for setting, group in (("FIVETRAN_DEV_GROUP", dev_group), ("FIVETRAN_PROD_GROUP", prod_group)):
        if group:
            yield from _group(client, setting, group)
    yield from _destination(client, dev_group)


def _group(client: FivetranClient, setting: str, group: str) -> Iterator[str]:
    try:
        client.send(ApiCall("GET", f"/v1/groups/{group}"))
        client.read_items("connection", list_call(f"/v1/groups/{group}/connections"), parse_connection)
    except NotFound:
        yield f"{setting}: there isn't a group {group}, or the key can't read it."
    except Misconfigured:
        yield f"{setting}: the key can't read the connections of {group}; it needs CONNECTOR rights there."
    except DeskError as failure:
        yield f"{setting}: {failure}"


def _destination(client: FivetranClient, dev_group: str) -> Iterator[str]:
    """Yield the problems of the destination, which has the same id as its group."""
    try:
        data = client.send(ApiCall("GET", f"/v1/destinations/{dev_group}"))
    except DeskError as failure:
        yield f"FIVETRAN_DEV_GROUP: its destination can't be read. {failure}"
        return
    project = (data.get("config") or {}).get("project_id")
    if project and project != DEV_PROJECT:
        yield f"FIVETRAN_DEV_GROUP: its destination writes to {project}, not to {DEV_PROJECT}."
    if str(data.get("setup_status")).lower() != "connected":
        yield f"FIVETRAN_DEV_GROUP: its destination isn't connected ({data.get('setup_status')})."
