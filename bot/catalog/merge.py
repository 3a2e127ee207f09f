"""A service as people get to see it: Fivetran's metadata, and `services.yaml` laid over it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.catalog.services_yaml import Entry, Property
from workflows.catalog.config_fields import Condition, Question
from workflows.catalog.connector_metadata import naming_of, questions_of
from workflows.catalog.service import Naming, Service, Stage

Facts = Mapping[str, Any]


def service(service_id: str, listed: Facts | None, config: Facts | None, entry: Entry | None) -> Service:
    """What the list, the service's own page and `services.yaml` say together; each of them may be missing."""
    known = listed or {}
    plain = Service(
        id=service_id,
        name=" ".join(str(known.get("name") or service_id).split()),
        type=str(known.get("type") or ""),
        stage=_stage(known.get("service_status")),
        docs=str(known["link_to_docs"]) if known.get("link_to_docs") else None,
        naming=naming_of(config or {}) or Naming.SCHEMA,
        questions=questions_of(config or {}),
    )
    return _overlaid(plain, entry) if entry else plain


def is_drawable(config: Facts | None, entry: Entry | None) -> bool:
    """Whether we know which destination names the service needs, from either of them."""
    return entry is not None or (config is not None and naming_of(config) is not None)


def _overlaid(plain: Service, entry: Entry) -> Service:
    prefix = Naming.SCHEMA_PREFIX if entry.requires_schema_prefix else plain.naming
    return replace(
        plain,
        name=entry.name,
        type=entry.type or plain.type,
        alias=tuple(entry.alias),
        naming=Naming(entry.naming) if entry.naming else prefix,
        internal=entry.internal,
        hide=entry.hide,
        sunset=entry.sunset,
        sensitive=entry.sensitive,
        owner=entry.owner,
        notes=entry.notes,
        static_config=entry.static_config,
        reports=tuple(entry.reports),
        default_tables=tuple(entry.default_tables),
        questions=tuple(_questions(plain.questions, entry)),
    )


def _questions(questions: tuple[Question, ...], entry: Entry) -> Iterator[Question]:
    """Curated ones first, in the order of the file; what the file does not want asked is left out."""
    by_name = {question.name: question for question in questions}
    order = [name for name in entry.config if name in by_name]
    for name in [*order, *(name for name in by_name if name not in entry.config)]:
        curated = entry.config.get(name, Property())
        if curated.ask and not (name == "reports" and entry.reports):
            yield _curated(by_name[name], curated)


def _curated(question: Question, known: Property) -> Question:
    when = [Condition(other, tuple(values)) for other, values in known.when.items()]
    return replace(
        question,
        title=known.title or question.title,
        hint=known.hint or question.hint,
        required=question.required if known.required is None else known.required,
        when=when[0] if when else question.when,
    )


def _stage(status: object) -> Stage:
    try:
        return Stage(str(status))
    except ValueError:
        return Stage.READY
