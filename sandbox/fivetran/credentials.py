"""Credential checks. Only the result is stored.

A secret that contains the word "wrong" is wrong. Every other secret is right.
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.fivetran.connection import Connection, Credentials

MASK = "******"
SECRET_PATHS = re.compile(r"/connect-card/")
"""Paths whose query and body contain secrets. The journal masks them."""
SECRET_NAMES = re.compile(r"password|secret|token|private_key|api_key|access_key|credential|pats$|pass_phrase", re.I)


def mask_secrets(values: Any, known: dict[str, Any] | None = None) -> Any:
    """Return `values` with every secret masked, as the API returns them."""
    if isinstance(values, dict):
        fields = (known or {}).get("properties", {})
        return {
            name: MASK if _is_secret(name, fields.get(name)) and value else mask_secrets(value, fields.get(name))
            for name, value in values.items()
        }
    if isinstance(values, list):
        return [mask_secrets(value, (known or {}).get("items")) for value in values]
    return values


def check_config(config: dict[str, Any], auth: dict[str, Any] | None, known: dict[str, Any]) -> Credentials:
    """Check the secrets in `config` and `auth`."""
    secrets = [*_secrets(config, known), *_strings(auth or {})]
    given = [secret for secret in secrets if secret and secret != MASK]
    if not given:
        return Credentials.NONE
    return check_secrets(given)


def check_secrets(secrets: list[str]) -> Credentials:
    """Check a list of secrets."""
    return Credentials.WRONG if any("wrong" in secret.lower() for secret in secrets) else Credentials.GOOD


def test_results(connection: Connection) -> list[dict[str, str]]:
    """Return the setup test results for the stored credentials."""
    name = connection.service.facts["name"]
    titles = (f"Connecting to {name}", f"Reading permissions in {name}")
    if connection.credentials is Credentials.GOOD or connection.service.is_open:
        return [{"title": title, "status": "PASSED", "message": ""} for title in titles]
    none_yet = connection.credentials is Credentials.NONE
    words = "No credentials have been entered." if none_yet else f"{name} does not accept these credentials."
    failed = {"title": titles[0], "status": "FAILED", "message": words}
    return [failed, {"title": titles[1], "status": "SKIPPED", "message": ""}]


def all_passed(tests: list[dict[str, str]]) -> bool:
    """Return whether the setup tests passed."""
    return all(test["status"] not in ("FAILED", "JOB_FAILED") for test in tests)


def _is_secret(name: str, field: dict[str, Any] | None) -> bool:
    return (field or {}).get("format") == "password" or SECRET_NAMES.search(name) is not None


def _secrets(config: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    for name, value in config.items():
        if _is_secret(name, known["properties"].get(name)):
            yield from _strings({name: value})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
