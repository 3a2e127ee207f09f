"""Config fields in the shape of Fivetran's connector-type metadata, and their terse form in `catalogue/`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ACRONYMS = {"api", "arn", "aws", "gcs", "id", "pgp", "s3", "ssh", "url"}


def object_of(title: str, fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """An object property with these (terse) fields."""
    properties = {name: spelled_out(name, field) for name, field in fields.items()}
    return {
        "type": "object",
        "title": title,
        "description": "",
        "readonly": False,
        "properties": properties,
        "required": required,
    }


def spelled_out(name: str, field: Any) -> dict[str, Any]:
    """One terse field as the metadata would show it."""
    extra = field if isinstance(field, dict) and "kind" in field else {"kind": field}
    return {
        "title": extra.get("title", _title(name)),
        "description": _description(name, extra),
        "readonly": bool(extra.get("readonly")),
        **_shape(name, extra["kind"]),
    }


def _title(name: str) -> str:
    words = [word.upper() if word in ACRONYMS else word for word in name.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def _description(name: str, extra: dict[str, Any]) -> str:
    words = extra.get("words") or vocabulary().get(name) or f"{_title(name)}."
    if "when" not in extra:
        return str(words)
    other, value = extra["when"].split("=")
    return f"{words} Must be populated if `{other}` is set to `{value}`."


def _shape(name: str, kind: Any) -> dict[str, Any]:
    if isinstance(kind, list):
        return {"type": "string", "enum": kind, "example": " | ".join(kind)}
    if isinstance(kind, dict):
        return _nested(kind)
    if kind in ("strings", "passwords"):
        item = {**_shape(name, kind.removesuffix("s")), "description": "", "readonly": False}
        return {"type": "array", "items": item, "example": ["string"]}
    if kind == "password":
        return {"type": "string", "format": "password", "example": "string"}
    return {"type": kind, "example": {"integer": "30", "boolean": True}.get(kind, "string")}


def _nested(kind: dict[str, Any]) -> dict[str, Any]:
    if "some" in kind:
        return {"type": "array", "items": {"type": "string", "enum": kind["some"], "readonly": False}}
    fields = kind.get("each") or kind["of"]
    properties = {key: spelled_out(key, field) for key, field in fields.items()}
    whole = {"type": "object", "properties": properties, "required": []}
    return {"type": "array", "items": {**whole, "readonly": False}} if "each" in kind else whole


@cache
def vocabulary() -> dict[str, str]:
    """What common field names mean."""
    path = Path(__file__).parent / "catalogue" / "words.json"
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
