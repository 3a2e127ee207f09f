"""Validation against Jira's OpenAPI file, where it is available."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

SPEC = Path(__file__).parents[4] / "shared" / "specs" / "jira-openapi-subset.json"
needs_spec = pytest.mark.skipif(not SPEC.exists(), reason="Jira's OpenAPI file is not available")


@cache
def spec() -> dict[str, Any]:
    """Load the OpenAPI file."""
    return dict(json.loads(SPEC.read_text(encoding="utf-8")))


def faults(exchange: dict[str, Any]) -> list[str]:
    """Return the schema violations of one journal exchange."""
    operation = _operation(exchange["method"], exchange["path"])
    if operation is None or exchange["status"] in (0, 404, 405):
        return []
    asked = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = operation["responses"].get(str(exchange["status"]), {})
    given = (answers.get("content") or {}).get("application/json", {}).get("schema")
    wrong = _wrong(asked, exchange["request"]) if exchange["status"] < 400 else []
    return [
        f"{exchange['method']} {exchange['path']}: {words}" for words in wrong + _wrong(given, exchange["response"])
    ]


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, operations in spec()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path) and method.lower() in operations:
            return dict(operations[method.lower()])
    return None


def _wrong(schema: dict[str, Any] | None, body: Any) -> list[str]:
    if schema is None or body is None:
        return []
    # The file's own example returns a list of remote links where its schema has one link.
    if isinstance(body, list) and schema.get("$ref", "").endswith("/RemoteIssueLink"):
        return [words for link in body for words in _wrong(schema, link)]
    validator = Draft202012Validator({**schema, "components": spec()["components"]})
    wrong = [error for error in validator.iter_errors(body) if not _is_known_null(error)]
    return [f"{error.json_path} {error.message[:200]}" for error in wrong]


def _is_known_null(error: ValidationError) -> bool:
    """Return whether it is a null that Jira returns for missing ids, although the file requires strings."""
    where = error.json_path
    return error.instance is None and ".changelog." in where and where.endswith((".from", ".to"))
