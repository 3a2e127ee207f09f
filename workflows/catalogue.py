"""What may be asked for: services, and the names their data gets in the destination."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.failures import Refused


class Naming(StrEnum):
    """Which destination-name fields a service needs; permanent once the connection exists.

    Fivetran calls these fields "destination schema information"; which family a service belongs to is the
    `required` list of its connector-type metadata.
    """

    SCHEMA = "schema"
    SCHEMA_TABLE = "schema_table"
    SCHEMA_PREFIX = "schema_prefix"
    SCHEMA_TABLE_GROUP = "schema_table_group"


FIELDS: dict[Naming, tuple[str, ...]] = {
    Naming.SCHEMA: ("schema",),
    Naming.SCHEMA_TABLE: ("schema", "table"),
    Naming.SCHEMA_PREFIX: ("schema_prefix",),
    Naming.SCHEMA_TABLE_GROUP: ("schema", "table_group_name"),
}
"""The config fields each family asks for, the dataset first."""


@dataclass(frozen=True)
class Service:
    """One thing that can be connected, as `services.yaml` curates it."""

    id: str
    name: str
    type: str = ""
    alias: tuple[str, ...] = ()
    naming: Naming = Naming.SCHEMA
    internal: bool = False
    hide: bool = False
    sunset: str | None = None
    """When set: the service is going away, and this says what to use instead."""
    sensitive: bool = False
    owner: str | None = None
    notes: str | None = None
    static_config: Mapping[str, Any] = field(default_factory=dict)
    reports: tuple[Mapping[str, Any], ...] = ()
    default_tables: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The destination-name fields of this service that a person fills in."""
        return tuple(name for name in FIELDS[self.naming] if name not in self.static_config)


Destination = Mapping[str, str]
"""Destination-name field → value, for example `{"schema": "salesforce"}`."""

# Fivetran lower-cases and BigQuery allows letters, digits and underscores; a leading underscore would hide
# the dataset. 63 is what Fivetran accepts for the longest identifiers of its strictest destinations.
NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def dataset_of(destination: Destination) -> str:
    """The name Fivetran will show as the connection's `schema` (its only name)."""
    if "schema_prefix" in destination:
        return destination["schema_prefix"]
    rest = [destination[name] for name in ("table", "table_group_name") if name in destination]
    return ".".join([destination["schema"], *rest])


def proposed(service: Service, taken: frozenset[str]) -> dict[str, str]:
    """Good names for a new connection of `service`: `<service>`, or `<service>_2` and so on when taken."""
    base = re.sub(r"[^a-z0-9_]", "_", service.id.lower())
    base = base if base[0].isalpha() else f"src_{base}"
    for number in range(1, len(taken) + 2):
        name = base if number == 1 else f"{base}_{number}"
        names = {field: _first_guess(field, name) for field in service.fields}
        whole = {
            **{k: str(v) for k, v in service.static_config.items() if k in FIELDS[service.naming]},
            **names,
        }
        if dataset_of(whole) not in taken:
            break
    return names


def _first_guess(field: str, name: str) -> str:
    return {"table": "data", "table_group_name": "files"}.get(field, name)


def check_name(value: str) -> str:
    """`value` as a destination name, lower-cased; `Refused` in words when BigQuery would not take it."""
    name = value.strip().lower()
    if not NAME.fullmatch(name):
        raise Refused(
            "Start with a letter; then only lower-case letters, digits and _ (at most 63 characters)."
        )
    return name
