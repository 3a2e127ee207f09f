"""Credentials are judged when they arrive and thrown away: only the verdict is kept.

The sandbox's rule: a secret that contains the word "wrong" is wrong, every other secret is right.
"""

import re
from collections.abc import Iterator
from typing import Any

from sandbox.fivetran.connection import Connection, Credentials

MASK = "******"
SECRET_PATHS = re.compile(r"/connect-card/")
"""Paths whose query and body hold secrets: whoever writes down what was said on the wire leaves them out."""
SMELLS = re.compile(
    r"password|secret|token|private_key|api_key|access_key|credential|pats$|pass_phrase", re.I
)


def masked(values: Any, known: dict[str, Any] | None = None) -> Any:
    """`values` with every secret hidden, as the API gives them back."""
    if isinstance(values, dict):
        fields = (known or {}).get("properties", {})
        return {
            name: MASK if _is_secret(name, fields.get(name)) and value else masked(value, fields.get(name))
            for name, value in values.items()
        }
    if isinstance(values, list):
        return [masked(value, (known or {}).get("items")) for value in values]
    return values


def judged(config: dict[str, Any], auth: dict[str, Any] | None, known: dict[str, Any]) -> Credentials:
    """The verdict on the secrets in `config` and `auth`."""
    secrets = [*_secrets(config, known), *_leaves(auth or {})]
    given = [secret for secret in secrets if secret and secret != MASK]
    if not given:
        return Credentials.NONE
    return verdict(given)


def verdict(secrets: list[str]) -> Credentials:
    """Whether these secrets are right."""
    return Credentials.WRONG if any("wrong" in secret.lower() for secret in secrets) else Credentials.GOOD


def setup_tests(connection: Connection) -> list[dict[str, str]]:
    """The setup tests with the credentials that were given so far."""
    name = connection.service.facts["name"]
    titles = (f"Connecting to {name}", f"Reading permissions in {name}")
    if connection.credentials is Credentials.GOOD or connection.service.is_open:
        return [{"title": title, "status": "PASSED", "message": ""} for title in titles]
    none_yet = connection.credentials is Credentials.NONE
    words = "No credentials were given yet." if none_yet else f"{name} does not accept these credentials."
    failed = {"title": titles[0], "status": "FAILED", "message": words}
    return [failed, {"title": titles[1], "status": "SKIPPED", "message": ""}]


def passed(tests: list[dict[str, str]]) -> bool:
    """Whether the setup tests let the connection work."""
    return all(test["status"] not in ("FAILED", "JOB_FAILED") for test in tests)


def _is_secret(name: str, field: dict[str, Any] | None) -> bool:
    return (field or {}).get("format") == "password" or SMELLS.search(name) is not None


def _secrets(config: dict[str, Any], known: dict[str, Any]) -> Iterator[str]:
    for name, value in config.items():
        if _is_secret(name, known["properties"].get(name)):
            yield from _leaves({name: value})


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, str):
        yield value
