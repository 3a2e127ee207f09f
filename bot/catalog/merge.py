"""Build a service from Fivetran's metadata and the overrides of `services.yaml`."""

from collections.abc import Iterator
from dataclasses import replace

from bot.catalog.services_yaml import FieldOverride, ServiceEntry
from workflows.catalog.config_fields import ConfigField, FieldCondition
from workflows.catalog.connector_metadata import ConnectorTypeMetadata, parse_config_fields, parse_naming
from workflows.catalog.service import Naming, Service, Stage


def merge_service(
    service_id: str,
    listed: ConnectorTypeMetadata | None,
    config: ConnectorTypeMetadata | None,
    entry: ServiceEntry | None,
) -> Service:
    """Merge the list entry, the config, and the entry of `services.yaml`; each of them can be missing."""
    metadata = listed or {}
    service = Service(
        id=service_id,
        name=_one_line(metadata.get("name")) or service_id,
        type=_one_line(metadata.get("type")),
        stage=_stage(metadata.get("service_status")),
        docs_url=str(metadata["link_to_docs"]) if metadata.get("link_to_docs") else None,
        naming=parse_naming(config or {}) or Naming.SCHEMA,
        config_fields=parse_config_fields(config or {}),
    )
    return _apply_overrides(service, entry) if entry else service


def has_form(config: ConnectorTypeMetadata | None, entry: ServiceEntry | None) -> bool:
    """Whether the config or `services.yaml` says which destination names the service needs."""
    return entry is not None or (config is not None and parse_naming(config) is not None)


def _apply_overrides(service: Service, entry: ServiceEntry) -> Service:
    prefix = Naming.SCHEMA_PREFIX if entry.requires_schema_prefix else service.naming
    return replace(
        service,
        name=entry.name,
        type=entry.type or service.type,
        aliases=tuple(entry.alias),
        naming=Naming(entry.naming) if entry.naming else prefix,
        is_curated=True,
        is_internal=entry.internal,
        is_hidden=entry.hide,
        sunset_notice=entry.sunset,
        is_sensitive=entry.sensitive,
        holds=entry.holds or "",
        owner=entry.owner,
        notes=entry.notes,
        static_config=entry.static_config,
        reports=tuple(entry.reports),
        default_tables=tuple(entry.default_tables),
        config_fields=tuple(_merge_fields(service.config_fields, entry)),
    )


def _merge_fields(fields: tuple[ConfigField, ...], entry: ServiceEntry) -> Iterator[ConfigField]:
    """Yield the fields of the file first, in its order; those with `ask: false` are left out."""
    by_name = {field.name: field for field in fields}
    order = [name for name in entry.config if name in by_name]
    for name in [*order, *(name for name in by_name if name not in entry.config)]:
        override = entry.config.get(name, FieldOverride())
        if override.ask and not (name == "reports" and entry.reports):
            yield _override_field(by_name[name], override)


def _override_field(field: ConfigField, override: FieldOverride) -> ConfigField:
    conditions = [FieldCondition(name, tuple(values)) for name, values in override.when.items()]
    return replace(
        field,
        title=override.title or field.title,
        hint=override.hint or field.hint,
        is_required=field.is_required if override.required is None else override.required,
        condition=conditions[0] if conditions else field.condition,
        format=override.format or field.format,
    )


def _one_line(text: object) -> str:
    return " ".join(str(text or "").split())


def _stage(status: object) -> Stage:
    try:
        return Stage(str(status))
    except ValueError:
        return Stage.READY
