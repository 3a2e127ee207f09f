"""Fivetran's connector types: the list, and the metadata of one.

https://fivetran.com/docs/rest-api/api-reference/connector-metadata
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall, list_call
from bot.foreign.fields import Fields, as_text
from workflows.errors import Unavailable

CONNECTOR_TYPES_PATH = "/v1/metadata/connector-types"
KEPT_TYPE_FIELDS = ("id", "name", "type", "service_status", "link_to_docs")
"""Fields to keep: the full entries of 3,000 services are megabytes."""
METADATA_TIMEOUT_SECONDS = 1.2
"""Slack's trigger to open the form expires after three seconds."""


@dataclass(frozen=True)
class FivetranMetadata:
    """Read connector types and their configuration."""

    client: FivetranClient

    def fetch_all(self) -> Iterator[Mapping[str, Any]]:
        yield from self.client.read_items("connector type", list_call(CONNECTOR_TYPES_PATH), parse_type).items

    def fetch_config(self, service_id: str) -> Mapping[str, Any]:
        data = self.client.send(
            ApiCall("GET", f"{CONNECTOR_TYPES_PATH}/{service_id}", timeout_seconds=METADATA_TIMEOUT_SECONDS)
        )
        config = data.get("config") or {}
        if not isinstance(config, dict):
            raise Unavailable(f"The settings of {service_id} can't be read.")
        return config


def parse_type(fields: Fields) -> Mapping[str, Any]:
    """Parse an entry of the list; only its id is needed, and every other field is a text."""
    service_id = fields.require("id", as_text)
    others = {name: fields.lenient(name, as_text, None) for name in KEPT_TYPE_FIELDS[1:] if name in fields.raw}
    return dict.fromkeys(KEPT_TYPE_FIELDS) | others | {"id": service_id}
