"""Check that Fivetran is set up as the bot needs it; each problem says what to do."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.fivetran.client import FivetranClient
from bot.fivetran.parsing import parse_connection
from bot.fivetran.protocol import ApiCall, NotFound, list_call
from bot.foreign.fields import as_time
from workflows.errors import DeskError, Misconfigured, Refused
from workflows.requests.timeline import DEV_PROJECT

EXPIRY_WARNING = timedelta(days=14)
"""Time before a key expires in which the operator is warned."""


def check_fivetran(client: FivetranClient, dev_group: str, prod_group: str, now: datetime) -> Iterator[str]:
    """Yield every problem. Nothing changes in Fivetran."""
    try:
        account = client.send(ApiCall("GET", "/v1/account/info"))
    except Misconfigured:
        yield "Fivetran rejects the key: renew FIVETRAN_API_KEY and FIVETRAN_API_SECRET."
        return
    except DeskError as failure:
        yield f"{failure} Check FIVETRAN_URL and the network."
        return
    yield from _expiry(client, account.get("system_key_id"), now)
    if dev_group == prod_group:
        yield "FIVETRAN_PROD_GROUP is the same group as FIVETRAN_DEV_GROUP. Set another one, or leave it empty."
    settings = {prod_group: "FIVETRAN_PROD_GROUP"} | {dev_group: "FIVETRAN_DEV_GROUP"}
    problems = [one for group, setting in settings.items() if group for one in _group(client, setting, group)]
    yield from problems or _creation(client, dev_group)
    yield from _destination(client, dev_group)


def _expiry(client: FivetranClient, key_id: object, now: datetime) -> Iterator[str]:
    """Yield whether the key expires soon. Only system keys expire, and few of them can read when."""
    if not key_id:
        return
    try:
        expires_at = as_time(client.send(ApiCall("GET", f"/v1/system-keys/{key_id}")).get("expired_at"))
    except (DeskError, ValueError):
        return
    if expires_at - now < EXPIRY_WARNING:
        yield f"The Fivetran key expires on {expires_at:%Y-%m-%d}. Rotate it, and set FIVETRAN_API_SECRET."


def _creation(client: FivetranClient, dev_group: str) -> Iterator[str]:
    """Yield whether the key can't create connections. Fivetran refuses one without a service, so none is created."""
    try:
        client.send(ApiCall("POST", "/v1/connections", body={"group_id": dev_group, "service": ""}))
    except Misconfigured:
        yield f"FIVETRAN_API_KEY: the key can only read. It needs to manage connections of {dev_group}."
    except Refused:
        return
    except DeskError as failure:
        yield f"FIVETRAN_DEV_GROUP: {failure}"


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
    config = data.get("config")
    project = config.get("project_id") if isinstance(config, dict) else None
    if project and project != DEV_PROJECT:
        yield f"FIVETRAN_DEV_GROUP: its destination writes to {project}, not to {DEV_PROJECT}."
    if str(data.get("setup_status")).lower() != "connected":
        yield f"FIVETRAN_DEV_GROUP: its destination isn't connected ({data.get('setup_status')})."
