"""Validation against Fivetran's OpenAPI file."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

SPECS = Path(__file__).parents[3].parent / "shared" / "specs"
OPENAPI = SPECS / "fivetran-openapi.json"
NEWER = SPECS / "fivetran-openapi-additions-2026-09.json"
"""Endpoints that the OpenAPI file lacks."""


@cache
def document() -> dict[str, Any]:
    """Load the OpenAPI file and fix enums that contradict their types."""
    whole: dict[str, Any] = json.loads(OPENAPI.read_text(encoding="utf-8"))
    if NEWER.exists():
        whole["paths"] |= json.loads(NEWER.read_text(encoding="utf-8"))["paths"]
    _fix_enums(whole)
    # The live service returns null here until the connection is connected.
    whole["components"]["schemas"]["ConnectorResponse"]["required"].remove("connected_by")
    return whole


def judge_answer(exchange: dict[str, Any]) -> None:
    """Validate a response. Raises ValidationError."""
    operation = _operation(exchange)
    answers = operation["responses"] if operation else {}
    content = answers.get(str(exchange["status"]), {}).get("content", {})
    if content:
        _validate(_bare(exchange["response"]), content["application/json"]["schema"])


def judge_request(exchange: dict[str, Any]) -> None:
    """Validate a request body. Raises ValidationError."""
    operation = _operation(exchange)
    content = (operation or {}).get("requestBody", {}).get("content", {})
    if not content or exchange["request"] is None:
        return
    schema = content["application/json"]["schema"]
    mapping = document()["components"]["schemas"]["NewConnectorRequestV1"]["discriminator"]["mapping"]
    if schema.get("$ref", "").endswith("/NewConnectorRequestV1"):
        schema = {"$ref": mapping[exchange["request"]["service"]]}
    _validate(exchange["request"], schema)


def knows(exchange: dict[str, Any]) -> bool:
    """Return whether the OpenAPI file has this call."""
    return _operation(exchange) is not None


def _operation(exchange: dict[str, Any]) -> dict[str, Any] | None:
    for path, operations in _paths():
        if path.fullmatch(exchange["path"]):
            found: dict[str, Any] | None = operations.get(exchange["method"].lower())
            if found:
                return found
    return None


@cache
def _paths() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The paths of the file, those without parameters first."""
    paths: dict[str, Any] = document()["paths"]
    ordered = sorted(paths, key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), paths[path]) for path in ordered]


def _validate(value: Any, schema: dict[str, Any]) -> None:
    jsonschema.Draft4Validator({**schema, "components": document()["components"]}).validate(value)


def _bare(value: Any) -> Any:
    """Remove nulls, which the live service returns for fields that are not nullable in the file."""
    if isinstance(value, dict):
        return {name: _bare(item) for name, item in value.items() if item is not None}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _fix_enums(node: Any) -> None:
    if isinstance(node, list):
        for item in node:
            _fix_enums(item)
    elif isinstance(node, dict):
        if node.get("type") == "object" and isinstance(node.get("enum"), list):
            node["type"] = "string"
        if node.get("type") == "array" and isinstance(node.get("enum"), list):
            node["items"] = {**node["items"], "enum": node.pop("enum")}
        if node.get("type") == "integer" and isinstance(node.get("enum"), list):
            node["enum"] = [int(item) for item in node["enum"]]
        for item in node.values():
            _fix_enums(item)
