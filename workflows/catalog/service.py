"""What may be asked for: services, and the names their data gets in the destination."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from zlib import crc32

from workflows.catalog.config_fields import ConfigField
from workflows.errors import Refused
from workflows.secret_scanning import require_no_secret


class Naming(StrEnum):
    """Which destination-name fields a service needs; permanent once the connection exists.

    Fivetran calls these fields "destination schema information"; which family a service belongs to is the
    `required` list of its connector-type metadata.
    """

    SCHEMA = "schema"
    SCHEMA_TABLE = "schema_table"
    SCHEMA_PREFIX = "schema_prefix"
    SCHEMA_TABLE_GROUP = "schema_table_group"


DESTINATION_FIELDS: dict[Naming, tuple[str, ...]] = {
    Naming.SCHEMA: ("schema",),
    Naming.SCHEMA_TABLE: ("schema", "table"),
    Naming.SCHEMA_PREFIX: ("schema_prefix",),
    Naming.SCHEMA_TABLE_GROUP: ("schema", "table_group_name"),
}
"""The config fields each family asks for, the dataset first."""


class Stage(StrEnum):
    """How far a connector is, by Fivetran's `service_status`."""

    READY = "general_availability"
    BETA = "beta"
    PREVIEW = "private_preview"
    SUNSET = "sunset"
    DEVELOPMENT = "development"


STAGE_LABELS: dict[Stage, str] = {
    Stage.BETA: "beta",
    Stage.PREVIEW: "private preview",
    Stage.SUNSET: "sunset",
}
"""What people are told of a stage; nothing when it is ready."""

CUSTOM_CONNECTOR_ID = "custom"
"""The id of what no service offers: a connector that somebody writes."""


@dataclass(frozen=True)
class Service:
    """One thing that can be connected: Fivetran's metadata, with what `services.yaml` knows better."""

    id: str
    name: str
    type: str = ""
    aliases: tuple[str, ...] = ()
    naming: Naming = Naming.SCHEMA
    is_internal: bool = False
    is_hidden: bool = False
    sunset_notice: str | None = None
    """When set: the service is going away, and this says what to use instead."""
    is_sensitive: bool = False
    owner: str | None = None
    notes: str | None = None
    static_config: Mapping[str, Any] = field(default_factory=dict)
    reports: tuple[Mapping[str, Any], ...] = ()
    default_tables: tuple[str, ...] = ()
    stage: Stage = Stage.READY
    docs_url: str | None = None
    """Address of Fivetran's page about it."""
    config_fields: tuple[ConfigField, ...] = ()

    @property
    def stage_label(self) -> str | None:
        """What sets it apart from a connector that is ready: beta, private preview or sunset."""
        return STAGE_LABELS[Stage.SUNSET] if self.sunset_notice else STAGE_LABELS.get(self.stage)

    @property
    def unavailable_reason(self) -> str | None:
        """Why nobody can ask for it any more, and what to do instead; None when they can."""
        if self.sunset_notice:
            return f"{self.name} is going away. {self.sunset_notice}"
        if self.stage is Stage.SUNSET:
            return (
                f"Fivetran is taking {self.name} out of service. Choose another one, or a custom connector."
            )
        return None

    @property
    def is_custom(self) -> bool:
        """Whether somebody has to write it."""
        return self.id == CUSTOM_CONNECTOR_ID

    @property
    def form_key(self) -> str:
        """What tells it from others in a form: all custom connectors have one id. It shows no name."""
        named = f"{crc32(self.name.encode()):08x}"
        return f"{self.id}-{named}" if self.is_custom else self.id

    @property
    def report_names(self) -> tuple[str, ...]:
        """The tables of its reports, by which they are chosen."""
        return tuple(str(report["table"]) for report in self.reports)

    @property
    def destination_fields(self) -> tuple[str, ...]:
        """The destination-name fields of this service that a person fills in."""
        return tuple(name for name in DESTINATION_FIELDS[self.naming] if name not in self.static_config)


Destination = Mapping[str, str]
"""Destination-name field → value, for example `{"schema": "salesforce"}`."""

# Fivetran lower-cases and BigQuery allows letters, digits and underscores; a leading underscore would hide
# the dataset. 63 is what Fivetran accepts for the longest identifiers of its strictest destinations.
SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def dataset_name(destination: Destination) -> str:
    """The name Fivetran will show as the connection's `schema` (its only name)."""
    if "schema_prefix" in destination:
        return destination["schema_prefix"]
    rest = [destination[name] for name in ("table", "table_group_name") if name in destination]
    return ".".join([destination["schema"], *rest])


def propose_destination(service: Service, taken_names: frozenset[str]) -> dict[str, str]:
    """Good names for a new connection of `service`: `<service>`, or `<service>_2` and so on when taken."""
    base = _base(service.name if service.is_custom else service.id)
    for number in range(1, len(taken_names) + 2):
        name = base if number == 1 else f"{base}_{number}"
        names = {field: _first_guess(field, name) for field in service.destination_fields}
        if dataset_name(complete_destination(service, names)) not in taken_names:
            break
    return names


def _base(name: str) -> str:
    plain = re.sub(r"_+", "_", re.sub(r"[^a-z0-9_]", "_", name.lower())).strip("_") or "source"
    return (plain if plain[0].isalpha() else f"src_{plain}")[:56]


def complete_destination(service: Service, names: Mapping[str, str | None]) -> dict[str, str]:
    """All destination-name fields: what the catalogue fixes, and what a person chose."""
    fixed = {
        name: str(service.static_config[name])
        for name in DESTINATION_FIELDS[service.naming]
        if name in service.static_config
    }
    return {**fixed, **{name: value for name, value in names.items() if value}}


def _first_guess(field: str, name: str) -> str:
    return {"table": "data", "table_group_name": "files"}.get(field, name)


def validate_schema_name(value: str) -> str:
    """`value` as a destination name, lower-cased; `Refused` in words when BigQuery would not take it."""
    name = require_no_secret(value.strip()).lower()
    if not SCHEMA_NAME.fullmatch(name):
        raise Refused(
            "Start with a letter; then only lower-case letters, digits and _ (at most 63 characters)."
        )
    return name
