"""Parse Fivetran's connector-type metadata: the naming family, and the config fields that the form asks for.

`config` is a JSON-schema-like object: `properties` (type, title, description, enum, items, format, readonly)
and `required`, which lists destination names only. Conditions appear only in the text of descriptions.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.catalog.config_fields import NO_VALUE, YES_VALUE, ConfigField, FieldCondition, FieldKind
from workflows.catalog.field_formats import known_format
from workflows.catalog.option_words import in_sensible_order, option_words
from workflows.catalog.service import DESTINATION_FIELDS, Naming

ConnectorTypeMetadata = Mapping[str, Any]
"""One connector type as Fivetran's API describes it: a list entry, or the `config` of its own page."""

DESTINATION_FIELD_NAMES = frozenset(name for fields in DESTINATION_FIELDS.values() for name in fields)
CREDENTIAL_NAME = re.compile(
    r"pass|pwd|secret|token|key|credential|cert|private|\bpats?\b|auth|oauth|jwt|pgp|sas\b|signature|signer"
    r"|user(name)?(_?id)?$|^user|_user|login|client_id|account_sid|access_id|role_arn|arn$|external_id|connection_string"
    r"|identity|uri$",
    re.I,
)
"""Names of credentials or their parts: the Connect Card asks for these."""
PLUMBING_NAME = re.compile(
    r"host|port$|server|tunnel|agent|^connection_(type|method|name)|private_link|encrypted|tls|ssl|^tns|_tns|ip$|router|tde|"
    r"oracle_home|^asm|entra_|sasl|security_protocol|schema_registry|proxy",
    re.I,
)
"""Names of connection settings, which the Connect Card asks for together with the credentials."""
MAX_OPTION_CHARS, MAX_OPTIONS = 150, 1_000
FIELD_KINDS = {
    "string": FieldKind.TEXT,
    "integer": FieldKind.NUMBER,
    "number": FieldKind.DECIMAL,
    "boolean": FieldKind.YES_NO,
}
LIST_KINDS = {"string": FieldKind.LIST, "integer": FieldKind.NUMBERS}

CONDITION_PATTERNS = (
    re.compile(r"(must be populated|required) (?:if|when) `(\w+)` (?:is set to|is|=) `([\w.-]+)`", re.I),
    re.compile(r"(only) (?:when|if) `?(\w+)`? (?:is|=) `([\w.-]+)`", re.I),
)
"""Unambiguous wordings of a condition; the first group says whether the field is then required."""


def parse_naming(config: Mapping[str, Any]) -> Naming | None:
    """Return the naming family of `required` or `properties`; None when they name no destination field."""
    named = set(_strings(config.get("required"))) & DESTINATION_FIELD_NAMES
    named = named or (set(_properties(config)) & DESTINATION_FIELD_NAMES if not config.get("required") else named)
    return next((family for family, fields in DESTINATION_FIELDS.items() if set(fields) == named), None)


def parse_config_fields(config: Mapping[str, Any]) -> tuple[ConfigField, ...]:
    """Return the fields to ask for: required ones first, each dependent field after its condition's field."""
    properties = _properties(config)
    required = set(_strings(config.get("required")))
    found = {
        name: field
        for name, schema in properties.items()
        if (field := _parse_field(name, schema, name in required, properties))
    }
    return tuple(_in_order(found))


def is_credential(name: str) -> bool:
    """Whether a property of this name can hold a credential."""
    return bool(CREDENTIAL_NAME.search(name))


def _parse_field(
    name: str, schema: Mapping[str, Any], required: bool, properties: Mapping[str, Mapping[str, Any]]
) -> ConfigField | None:
    inner = schema.get("items")
    items: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    if (
        name in DESTINATION_FIELD_NAMES
        or schema.get("readonly")
        or schema.get("fieldStatus") in ("sunset", "development")
    ):
        return None
    if is_credential(name) or PLUMBING_NAME.search(name) or "password" in (schema.get("format"), items.get("format")):
        return None
    options = tuple(dict.fromkeys(_strings(schema.get("enum")) or _strings(items.get("enum"))))
    kind = _kind(schema, items, options)
    if (
        kind is None
        or len(name) > 200
        or len(options) > MAX_OPTIONS
        or any(len(option) > MAX_OPTION_CHARS for option in options)
    ):
        return None
    condition, is_needed = _condition(name, str(schema.get("description") or ""), properties)
    listed = options if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    shown = tuple(in_sensible_order(name, listed))
    labels = {option: option_words(name, option) for option in shown}
    title, hint = _title(name, schema), _hint(schema)
    more = "" if hint.rstrip(".").casefold() == title.casefold() else hint
    known = known_format(name, is_text=kind is FieldKind.TEXT)
    return ConfigField(name, title, kind, more, shown, required or is_needed, condition, labels, known)


def _kind(schema: Mapping[str, Any], items: Mapping[str, Any], options: Sequence[str]) -> FieldKind | None:
    """Return None for what the form can't show: objects, lists of them, and contradictions.

    An example of a contradiction is a boolean with an `enum` of texts. The Connect Card asks for these.
    """
    kind, inner = str(schema.get("type") or ""), str(items.get("type") or "")
    if kind == "array":
        return LIST_KINDS.get(inner) if not options else FieldKind.CHOICES if inner == "string" else None
    if options and kind in ("string", ""):
        return FieldKind.CHOICE
    return None if options else FIELD_KINDS.get(kind)


def _condition(
    name: str, description: str, properties: Mapping[str, Mapping[str, Any]]
) -> tuple[FieldCondition | None, bool]:
    for wording in CONDITION_PATTERNS:
        for word, field_name, value in wording.findall(description):
            schema = properties.get(field_name, {})
            options = (YES_VALUE, NO_VALUE) if schema.get("type") == "boolean" else tuple(_strings(schema.get("enum")))
            if value in options and field_name != name:
                return FieldCondition(field_name, (value,)), word.lower() != "only"
    return None, False


def _in_order(found: Mapping[str, ConfigField]) -> Iterator[ConfigField]:
    """Yield each field after the one its condition names; drop fields whose condition is never shown."""
    dependent = [field for field in found.values() if field.condition]
    queue = sorted((field for field in found.values() if not field.condition), key=lambda field: not field.is_required)
    while queue:
        field = queue.pop(0)
        yield field
        following = [d for d in dependent if d.condition and d.condition.field_name == field.name]
        dependent = [d for d in dependent if d not in following]
        queue = following + queue


def _title(name: str, schema: Mapping[str, Any]) -> str:
    title = " ".join(str(schema.get("title") or "").split())
    words = name.replace("_", " ").strip() or name
    return title or words[:1].upper() + words[1:]


def _hint(schema: Mapping[str, Any]) -> str:
    """Return the description without links, tags, and backticks; links keep their text."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", str(schema.get("description") or ""))
    return " ".join(re.sub(r"<[^>]*>|`", " ", text).split())


def _properties(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    properties = config.get("properties")
    items = properties.items() if isinstance(properties, Mapping) else ()
    return {str(name): schema for name, schema in items if isinstance(schema, Mapping)}


def _strings(value: Any) -> list[str]:
    return (
        [str(item) for item in value if str(item).strip()]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else []
    )
