"""The connector types of the simulated account.

The files in `catalog/` use a short form that this module expands to Fivetran's metadata. A field is
`"string"`, `"password"`, `"integer"`, `"number"`, `"boolean"`, `"strings"`, `"passwords"`, a list (an enum),
`{"some": […]}` (several of an enum), `{"each": {…}}` (a list of objects), `{"of": {…}}` (an object), or
`{"kind": …, "when": "field=value", "readonly": true}` around one of them.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.fivetran.config_properties import object_property

CATALOG_DIR = Path(__file__).parent / "catalog"
NAMES: dict[str, tuple[str, str]] = {
    "schema": ("Destination schema", "Where the data goes. It cannot be changed once the connection exists."),
    "table": ("Destination table", "The table in that schema. It cannot be changed either."),
    "schema_prefix": (
        "Destination schema prefix",
        "Every source schema becomes <prefix>_<schema>, for good.",
    ),
    "table_group_name": ("Table group", "Makes the connection's name <schema>.<group>, for good."),
}
FEATURES = ("API_CONFIGURABLE", "RE_SYNC", "DATA_BLOCKING", "CAPTURE_DELETES")


@dataclass(frozen=True)
class Service:
    """One connector type."""

    id: str
    facts: dict[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The destination name fields that `config` must have."""
        return tuple(self.facts["names"])

    @property
    def hours(self) -> float:
        """The length of its historical sync in hours of sandbox time."""
        return float(self.facts.get("hours", 3))

    @property
    def is_open(self) -> bool:
        """Whether it works without credentials."""
        return bool(self.facts.get("open"))

    @property
    def resyncs(self) -> bool:
        """Whether it supports re-sync."""
        return "RE_SYNC" not in self.facts.get("lacks", [])

    @property
    def config(self) -> dict[str, Any]:
        """Its `config` as metadata: required destination names first."""
        names = {name: {"kind": "string", "title": NAMES[name][0], "words": NAMES[name][1]} for name in self.names}
        fields = {**names, **self.facts.get("config", {})}
        return object_property(f"{self.facts['name']} settings", fields, required=list(self.names))

    @property
    def auth(self) -> dict[str, Any] | None:
        """Its `auth` as metadata. None when it can't be authorized over the API."""
        fields = self.facts.get("auth")
        return object_property(f"{self.facts['name']} authorization", fields, required=[]) if fields else None

    @property
    def summary(self) -> dict[str, Any]:
        """Its entry in the list of connector types."""
        page = self.id.replace("_", "-")
        return {
            "id": self.id,
            "name": self.facts["name"],
            "type": self.facts["type"],
            "description": self.facts["about"],
            "icon_url": f"https://icons.example.com/{page}.png",
            "icons": [f"https://icons.example.com/{page}.svg"],
            "link_to_docs": f"https://fivetran.com/docs/connectors/{page}",
            "connector_class": self.facts.get("class", "standard"),
            "service_status": self.facts.get("status", "general_availability"),
            "service_status_updated_at": "2025-03-01",
            "supported_features": self._features(),
        }

    @property
    def details(self) -> dict[str, Any]:
        """Its complete metadata."""
        auth = {"auth": self.auth} if self.auth else {}
        secrets: dict[str, Any] = {"external_secrets_keys_config": {}} if self.facts.get("external_secrets") else {}
        return {**self.summary, "config": self.config, **auth, **secrets}

    def _features(self) -> list[dict[str, str]]:
        ids = [*FEATURES, *(["AUTHORIZATION_VIA_API"] if "auth" in self.facts else [])]
        return [{"id": name, "notes": ""} for name in ids if name not in self.facts.get("lacks", [])]


@cache
def load_services() -> dict[str, Service]:
    """Load all services by id. The result is cached."""
    found: dict[str, Service] = {}
    for path in sorted(CATALOG_DIR.glob("*.json")):
        if path.stem != "words":
            facts = json.loads(path.read_text(encoding="utf-8"))
            found.update({name: Service(name, known) for name, known in facts.items()})
    return dict(sorted(found.items()))
