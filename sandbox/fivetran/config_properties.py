"""Config fields in the shape of Fivetran's metadata, expanded from the short form in `catalog/`."""

import json
from functools import cache
from pathlib import Path
from typing import Any

ACRONYMS = {"api", "arn", "aws", "gcs", "id", "pgp", "s3", "ssh", "url"}


def object_property(title: str, fields: dict[str, Any], required: list[str]) -> dict[str, Any]:
    """Return an object property with these fields."""
    properties = {name: expand(name, field) for name, field in fields.items()}
    return {
        "type": "object",
        "title": title,
        "description": "",
        "readonly": False,
        "properties": properties,
        "required": required,
    }


def expand(name: str, field: Any) -> dict[str, Any]:
    """Expand one field to its metadata form."""
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
    words = extra.get("words") or load_vocabulary().get(name) or f"{_title(name)}."
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
    properties = {key: expand(key, field) for key, field in fields.items()}
    whole = {"type": "object", "properties": properties, "required": []}
    return {"type": "array", "items": {**whole, "readonly": False}} if "each" in kind else whole


@cache
def load_vocabulary() -> dict[str, str]:
    """Load the titles and descriptions of common field names."""
    path = Path(__file__).parent / "catalog" / "words.json"
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return words
