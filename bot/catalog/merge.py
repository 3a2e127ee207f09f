"""A service as people get to see it: Fivetran's metadata, and `services.yaml` laid over it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.catalog.services_yaml import FieldOverride, ServiceEntry
from workflows.catalog.config_fields import ConfigField, FieldCondition
from workflows.catalog.connector_metadata import parse_config_fields, parse_naming
from workflows.catalog.service import Naming, Service, Stage

Facts = Mapping[str, Any]


def merge_service(
    service_id: str, listed: Facts | None, config: Facts | None, entry: ServiceEntry | None
) -> Service:
    """What the list, the service's own page and `services.yaml` say together; each of them may be missing."""
    known = listed or {}
    plain = Service(
        id=service_id,
        name=" ".join(str(known.get("name") or service_id).split()),
        type=str(known.get("type") or ""),
        stage=_stage(known.get("service_status")),
        docs_url=str(known["link_to_docs"]) if known.get("link_to_docs") else None,
        naming=parse_naming(config or {}) or Naming.SCHEMA,
        config_fields=parse_config_fields(config or {}),
    )
    return _apply_overrides(plain, entry) if entry else plain


def has_form(config: Facts | None, entry: ServiceEntry | None) -> bool:
    """Whether we know which destination names the service needs, from either of them."""
    return entry is not None or (config is not None and parse_naming(config) is not None)


def _apply_overrides(plain: Service, entry: ServiceEntry) -> Service:
    prefix = Naming.SCHEMA_PREFIX if entry.requires_schema_prefix else plain.naming
    return replace(
        plain,
        name=entry.name,
        type=entry.type or plain.type,
        aliases=tuple(entry.alias),
        naming=Naming(entry.naming) if entry.naming else prefix,
        is_internal=entry.internal,
        is_hidden=entry.hide,
        sunset_notice=entry.sunset,
        is_sensitive=entry.sensitive,
        owner=entry.owner,
        notes=entry.notes,
        static_config=entry.static_config,
        reports=tuple(entry.reports),
        default_tables=tuple(entry.default_tables),
        config_fields=tuple(_merge_fields(plain.config_fields, entry)),
    )


def _merge_fields(questions: tuple[ConfigField, ...], entry: ServiceEntry) -> Iterator[ConfigField]:
    """Curated ones first, in the order of the file; what the file does not want asked is left out."""
    by_name = {question.name: question for question in questions}
    order = [name for name in entry.config if name in by_name]
    for name in [*order, *(name for name in by_name if name not in entry.config)]:
        curated = entry.config.get(name, FieldOverride())
        if curated.ask and not (name == "reports" and entry.reports):
            yield _override_field(by_name[name], curated)


def _override_field(question: ConfigField, known: FieldOverride) -> ConfigField:
    when = [FieldCondition(other, tuple(values)) for other, values in known.when.items()]
    return replace(
        question,
        title=known.title or question.title,
        hint=known.hint or question.hint,
        is_required=question.is_required if known.required is None else known.required,
        condition=when[0] if when else question.condition,
    )


def _stage(status: object) -> Stage:
    try:
        return Stage(str(status))
    except ValueError:
        return Stage.READY
