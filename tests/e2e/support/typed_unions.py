"""JSON Schema with unions that look at the type first: Slack's have up to twenty members, which name their types."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.protocols import Validator
from jsonschema.validators import extend

Definitions = Mapping[str, Any]
ANY_OF = Draft7Validator.VALIDATORS["anyOf"]


def validator_of(kind: str, definitions: Definitions) -> Validator:
    """Return what validates against one of the definitions."""

    @cache
    def types(name: str) -> frozenset[str] | None:
        return _types(definitions[name])

    def _types(schema: Definitions) -> frozenset[str] | None:
        """The values that `type` can have; None if it can have any, or be absent."""
        if "$ref" in schema:
            return types(schema["$ref"].rpartition("/")[2])
        if "anyOf" in schema:
            members = [_types(member) for member in schema["anyOf"]]
            return frozenset[str]().union(*(one for one in members if one)) if None not in members else None
        own = schema.get("properties", {}).get("type", {})
        return frozenset({own["const"]}) if "const" in own and "type" in schema.get("required", ()) else None

    def any_of(validator: Any, members: list[Definitions], value: Any, schema: Definitions) -> Iterator[Any]:
        """Leave out the members of other types: they can't match."""
        said = value.get("type") if isinstance(value, dict) else None
        possible = [one for one in members if said is None or (known := _types(one)) is None or said in known]
        yield from ANY_OF(validator, possible, value, schema)

    return extend(Draft7Validator, {"anyOf": any_of})({"$ref": f"#/definitions/{kind}", "definitions": definitions})  # type: ignore[no-any-return,no-untyped-call]
