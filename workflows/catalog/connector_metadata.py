"""Fivetran's connector-type metadata, read for what we need: the naming family, and what is worth asking.

`config` is a JSON-schema-like object: `properties` (type, title, description, enum, items, format, readonly)
and `required`, which lists destination names only. Conditions exist in the prose of descriptions only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workflows.catalog.config_fields import NO_VALUE, YES_VALUE, ConfigField, FieldCondition, FieldKind
from workflows.catalog.service import DESTINATION_FIELDS, Naming

DESTINATION_FIELD_NAMES = frozenset(name for fields in DESTINATION_FIELDS.values() for name in fields)
CREDENTIAL_NAME = re.compile(
    r"pass|pwd|secret|token|key|credential|cert|private|\bpats?\b|auth|oauth|jwt|pgp|sas\b|signature|signer"
    r"|user(name)?(_?id)?$|^user|_user|login|client_id|account_sid|access_id|role_arn|arn$|external_id|connection_string"
    r"|identity|uri$",
    re.I,
)
"""Names that smell of a credential, or of half of one: these are left to the Connect Card."""
PLUMBING_NAME = re.compile(
    r"host|port$|server|tunnel|agent|^connection_(type|method|name)|private_link|encrypted|tls|ssl|^tns|_tns|ip$|router|tde|"
    r"oracle_home|^asm|entra_|sasl|security_protocol|schema_registry|proxy",
    re.I,
)
"""How the source is reached is entered together with the credentials, on the Connect Card too."""
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
"""The wordings of a condition that leave no doubt; the first group tells whether an answer is then needed."""


def parse_naming(config: Mapping[str, Any]) -> Naming | None:
    """The naming family that `required` and `properties` speak of; None when they are silent."""
    named = set(_strings(config.get("required"))) & DESTINATION_FIELD_NAMES
    named = named or (
        set(_properties(config)) & DESTINATION_FIELD_NAMES if not config.get("required") else named
    )
    return next((family for family, fields in DESTINATION_FIELDS.items() if set(fields) == named), None)


def parse_config_fields(config: Mapping[str, Any]) -> tuple[ConfigField, ...]:
    """Everything worth asking, what is required first, each dependent question behind the one it hangs on."""
    properties = _properties(config)
    required = set(_strings(config.get("required")))
    found = {
        name: question
        for name, facts in properties.items()
        if (question := _question(name, facts, name in required, properties))
    }
    return tuple(_in_order(found))


def is_credential(name: str) -> bool:
    """Whether a property of this name may hold a credential."""
    return bool(CREDENTIAL_NAME.search(name))


def _question(
    name: str, facts: Mapping[str, Any], required: bool, properties: Mapping[str, Mapping[str, Any]]
) -> ConfigField | None:
    inner = facts.get("items")
    items: Mapping[str, Any] = inner if isinstance(inner, Mapping) else {}
    if (
        name in DESTINATION_FIELD_NAMES
        or facts.get("readonly")
        or facts.get("fieldStatus") in ("sunset", "development")
    ):
        return None
    if (
        is_credential(name)
        or PLUMBING_NAME.search(name)
        or "password" in (facts.get("format"), items.get("format"))
    ):
        return None
    options = tuple(dict.fromkeys(_strings(facts.get("enum")) or _strings(items.get("enum"))))
    kind = _kind(facts, items, options)
    if (
        kind is None
        or len(name) > 200
        or len(options) > MAX_OPTIONS
        or any(len(o) > MAX_OPTION_CHARS for o in options)
    ):
        return None
    when, needed = _condition(name, str(facts.get("description") or ""), properties)
    shown = options if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else ()
    title, hint = _title(name, facts), _hint(facts)
    more = "" if hint.rstrip(".").casefold() == title.casefold() else hint
    return ConfigField(name, title, kind, more, shown, required or needed, when)


def _kind(facts: Mapping[str, Any], items: Mapping[str, Any], options: Sequence[str]) -> FieldKind | None:
    """None for what does not fit a form and is left to the Connect Card: objects, lists of them, and what
    contradicts itself, like a yes-or-no that may only be one of some texts.
    """
    kind, inner = str(facts.get("type") or ""), str(items.get("type") or "")
    if kind == "array":
        return LIST_KINDS.get(inner) if not options else FieldKind.CHOICES if inner == "string" else None
    if options and kind in ("string", ""):
        return FieldKind.CHOICE
    return None if options else FIELD_KINDS.get(kind)


def _condition(
    name: str, prose: str, properties: Mapping[str, Mapping[str, Any]]
) -> tuple[FieldCondition | None, bool]:
    for wording in CONDITION_PATTERNS:
        for word, other, value in wording.findall(prose):
            facts = properties.get(other, {})
            options = (
                (YES_VALUE, NO_VALUE)
                if facts.get("type") == "boolean"
                else tuple(_strings(facts.get("enum")))
            )
            if value in options and other != name:
                return FieldCondition(other, (value,)), word.lower() != "only"
    return None, False


def _in_order(found: Mapping[str, ConfigField]) -> Iterator[ConfigField]:
    """A question whose condition is not asked is dropped; the others come after what they hang on."""
    plain = [question for question in found.values() if question.condition is None]
    waiting = [question for question in found.values() if question.condition]
    queue = [q for q in plain if q.is_required] + [q for q in plain if not q.is_required]
    while queue:
        question = queue.pop(0)
        yield question
        following = [q for q in waiting if q.condition and q.condition.field_name == question.name]
        waiting = [q for q in waiting if q not in following]
        queue = following + queue


def _title(name: str, facts: Mapping[str, Any]) -> str:
    title = " ".join(str(facts.get("title") or "").split())
    spoken = name.replace("_", " ").strip() or name
    return title or spoken[:1].upper() + spoken[1:]


def _hint(facts: Mapping[str, Any]) -> str:
    """The description without its markup: links keep their words, tags and back-ticks go."""
    prose = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", str(facts.get("description") or ""))
    return " ".join(re.sub(r"<[^>]*>|`", " ", prose).split())


def _properties(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    known = config.get("properties")
    listed = known.items() if isinstance(known, Mapping) else ()
    return {str(name): facts for name, facts in listed if isinstance(facts, Mapping)}


def _strings(value: Any) -> list[str]:
    return (
        [str(one) for one in value if str(one).strip()]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else []
    )
