"""Entity properties: JSON that apps store on an issue or a comment. Editors can read them."""

import json
from typing import Any

from sandbox.jira.endpoint import Call, Result
from sandbox.jira.problems import Problem

MAX_KEY_LENGTH = 255
MAX_VALUE_LENGTH = 32_768


def entries(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the checked `properties` of a create or update body."""
    given = body.get("properties") or []
    for entry in given:
        _fits(str(entry.get("key", "")), entry.get("value"))
    return list(given)


def _fits(key: str, value: Any) -> None:
    if not key or len(key) > MAX_KEY_LENGTH:
        raise Problem(400, "The property key must have between 1 and 255 characters.")
    if value is None or len(json.dumps(value)) > MAX_VALUE_LENGTH:
        raise Problem(400, "The property value must be JSON of at most 32768 characters.")


def keys(call: Call) -> Result:
    """Handle `GET issue/{key}/properties`."""
    base = f"{call.issue.address(call.site.base)}/properties"
    return 200, {"keys": [{"self": f"{base}/{key}", "key": key} for key in call.issue.properties]}


def read(call: Call) -> Result:
    """Handle `GET issue/{key}/properties/{property}`."""
    return 200, {"key": call.path["property"], "value": _value(call)}


def write(call: Call) -> Result:
    """Handle `PUT issue/{key}/properties/{property}`: 201 for a new one, else 200."""
    issue, key = call.issue, call.path["property"]
    call.require_permission("EDIT_ISSUES")
    _fits(key, call.body)
    new = key not in issue.properties
    issue.properties[key] = call.body
    return (201 if new else 200), {}


def remove(call: Call) -> Result:
    """Handle `DELETE issue/{key}/properties/{property}`: 204."""
    call.require_permission("EDIT_ISSUES")
    _value(call)
    del call.issue.properties[call.path["property"]]
    return 204, None


def _value(call: Call) -> Any:
    key = call.path["property"]
    if key not in call.issue.properties:
        raise Problem(404, f"The property with key {key} does not exist.")
    return call.issue.properties[key]
