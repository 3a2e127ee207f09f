"""Fivetran's connector types: the list, and the metadata of one.

https://fivetran.com/docs/rest-api/api-reference/connector-metadata
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.fivetran.client import FivetranClient
from bot.fivetran.protocol import ApiCall, list_call

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
        for entry in self.client.items(list_call(CONNECTOR_TYPES_PATH)):
            yield {name: entry.get(name) for name in KEPT_TYPE_FIELDS}

    def fetch_config(self, service_id: str) -> Mapping[str, Any]:
        data = self.client.send(
            ApiCall("GET", f"{CONNECTOR_TYPES_PATH}/{service_id}", timeout_seconds=METADATA_TIMEOUT_SECONDS)
        )
        return dict(data.get("config") or {})
