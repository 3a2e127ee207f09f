"""Destination names: required fields, allowed characters, and the resulting schema name."""

import re
from typing import Any

from sandbox.fivetran.envelope import invalid
from sandbox.fivetran.services import Service

NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]{0,299}")
"""BigQuery: letters, digits and underscores, at most 300 in the parts that Fivetran lets users choose."""


def destination_names(service: Service, config: dict[str, Any]) -> dict[str, str]:
    """Return the destination name fields of `config`. Raises 400 for a missing or invalid one."""
    return {name: _one(name, config.get(name)) for name in service.names}


def schema_of(names: dict[str, str]) -> str:
    """Return the connection's `schema`, its only name."""
    if "schema_prefix" in names:
        return names["schema_prefix"]
    return ".".join(names[name] for name in ("schema", "table", "table_group_name") if name in names)


def _one(name: str, value: object) -> str:
    if value is None or value == "":
        raise invalid(f"Field 'config.{name}' is required")
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise invalid(f"Field 'config.{name}' may only contain letters, digits and underscores: '{value}'")
    return value.lower()
