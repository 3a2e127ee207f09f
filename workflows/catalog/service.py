"""Services that can be requested, and the destination names of their data."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any
from zlib import crc32

from workflows.catalog.config_fields import ConfigField
from workflows.catalog.schema_names import numbered_names, schema_name_of


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
    """The release stage of a connector type, by Fivetran's `service_status`."""

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
"""Labels of the stages that a requester should know about."""

CUSTOM_CONNECTOR_ID = "custom"
"""The service id of connectors that data engineering builds."""


@dataclass(frozen=True)
class Service:
    """A service that can be connected: Fivetran's metadata, with the overrides of `services.yaml`."""

    id: str
    name: str
    type: str = ""
    aliases: tuple[str, ...] = ()
    naming: Naming = Naming.SCHEMA
    is_curated: bool = False
    """Whether `services.yaml` has an entry for it."""
    is_internal: bool = False
    is_hidden: bool = False
    sunset_notice: str | None = None
    """Set when the service is being retired; says what to use instead."""
    is_sensitive: bool = False
    holds: str = ""
    """What a sensitive service holds, as the end of a sentence; empty if `services.yaml` doesn't say."""
    owner: str | None = None
    notes: str | None = None
    static_config: Mapping[str, Any] = field(default_factory=dict)
    reports: tuple[Mapping[str, Any], ...] = ()
    default_tables: tuple[str, ...] = ()
    stage: Stage = Stage.READY
    docs_url: str | None = None
    """URL of Fivetran's documentation."""
    config_fields: tuple[ConfigField, ...] = ()

    @property
    def stage_label(self) -> str | None:
        """Its stage for people: beta, private preview, or sunset; None when generally available."""
        return STAGE_LABELS[Stage.SUNSET] if self.sunset_notice else STAGE_LABELS.get(self.stage)

    @property
    def unavailable_reason(self) -> str | None:
        """Why it can't be requested, and what to do instead; None when it can."""
        if self.sunset_notice:
            return f"{self.name} is being retired. {self.sunset_notice}"
        if self.stage is Stage.SUNSET:
            return f"Fivetran is retiring {self.name}. Choose another service or a custom connector."
        return None

    @property
    def is_custom(self) -> bool:
        """Whether data engineering has to build it."""
        return self.id == CUSTOM_CONNECTOR_ID

    @property
    def form_key(self) -> str:
        """Its key in a form; custom connectors share one id, so theirs has a checksum of the name."""
        checksum = f"{crc32(self.name.encode()):08x}"
        return f"{self.id}-{checksum}" if self.is_custom else self.id

    @cached_property
    def report_names(self) -> tuple[str, ...]:
        """The tables of its reports, which identify them."""
        return tuple(str(report["table"]) for report in self.reports)

    @cached_property
    def destination_fields(self) -> tuple[str, ...]:
        """The destination-name fields that the requester fills in."""
        return tuple(name for name in DESTINATION_FIELDS[self.naming] if name not in self.static_config)

    @cached_property
    def first_proposals(self) -> "Mapping[str, Destination]":
        """Each name that is proposed first → the fields that make it up."""
        return _proposals(self, range(1, 1 + FIRST_PROPOSALS))


Destination = Mapping[str, str]
"""Destination-name field → value, for example `{"schema": "salesforce"}`."""


def dataset_name(destination: Destination) -> str:
    """Return the `schema` of the connection in Fivetran, which is its only name."""
    if "schema_prefix" in destination:
        return destination["schema_prefix"]
    rest = [destination[name] for name in ("table", "table_group_name") if name in destination]
    return ".".join([destination["schema"], *rest])


FindTakenNames = Callable[[Iterable[str]], Collection[str]]
"""Returns which of these names connections or open requests already use in the destinations."""
FIRST_PROPOSALS, MORE_PROPOSALS = 4, 20
"""How many names one read looks up: few are taken as a rule."""


def propose_destination(service: Service, find_taken: FindTakenNames) -> dict[str, str]:
    """Propose names for a new connection: `<service>`, or `<service>_2` and so on when taken."""
    named, start = service.first_proposals, 1 + FIRST_PROPOSALS
    while True:
        taken = find_taken(named)
        free = [proposal for name, proposal in named.items() if name not in taken]
        if free or len(named) == 1:  # one name for all numbers: the catalog fixes it
            return dict(next(iter(free or named.values())))
        named, start = _proposals(service, range(start, start + MORE_PROPOSALS)), start + MORE_PROPOSALS


def propose_free_name(destination: Destination, fields: Iterable[str], find_taken: FindTakenNames) -> str | None:
    """Return a free name like the taken one for the first field: `stripe_2` for `stripe`; None if there is none."""
    field = next(iter(fields), None)
    if field is None or field not in destination:
        return None
    names = {dataset_name({**destination, field: name}): name for name in numbered_names(destination[field])}
    taken = find_taken(names)
    return next((name for full, name in names.items() if full not in taken), None)


def first_proposed_names(service: Service) -> Collection[str]:
    """Return the names that `propose_destination` looks up first."""
    return service.first_proposals.keys()


def _proposals(service: Service, numbers: Iterable[int]) -> Mapping[str, Destination]:
    """Return the names with these numbers → the fields that make up each."""
    base, fields = schema_name_of(service.name if service.is_custom else service.id), service.destination_fields
    names = (base if number == 1 else f"{base}_{number}" for number in numbers)
    proposals = ({field: _proposed_name(field, name) for field in fields} for name in names)
    return {dataset_name(complete_destination(service, proposal)): proposal for proposal in proposals}


def complete_destination(service: Service, names: Mapping[str, str | None]) -> dict[str, str]:
    """Return all destination-name fields: those the catalog fixes, and those the requester chose."""
    fixed = {
        name: str(service.static_config[name])
        for name in DESTINATION_FIELDS[service.naming]
        if name in service.static_config
    }
    return {**fixed, **{name: value for name, value in names.items() if value}}


def _proposed_name(field: str, name: str) -> str:
    return {"table": "data", "table_group_name": "files"}.get(field, name)
