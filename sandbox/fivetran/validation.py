"""Request validation as strict as Fivetran's: unknown fields, types, and enums.

Fivetran never requires credentials here: `required` lists only destination names. The setup tests
check the credentials.
"""

import re
from typing import Any

from sandbox.fivetran.envelope import invalid

FREQUENCIES = (1, 5, 15, 30, 60, 120, 180, 360, 480, 720, 1440)
ENUMS: dict[str, tuple[str, ...]] = {
    "schedule_type": ("auto", "manual"),
    "data_delay_sensitivity": ("LOW", "NORMAL", "HIGH", "CUSTOM", "SYNC_FREQUENCY"),
    "networking_method": ("Directly", "PrivateLink", "SshTunnel", "ProxyAgent"),
    "destination_schema_names": ("FIVETRAN_NAMING", "SOURCE_NAMING"),
    "schema_status": ("blocked_on_capture", "ready"),
}
FLAGS = ("paused", "pause_after_trial", "is_historical_sync")
TEST_FLAGS = ("run_setup_tests", "trust_certificates", "trust_fingerprints")
OTHER_ATTRIBUTES = (
    "private_link_id",
    "proxy_agent_id",
    "hybrid_deployment_agent_id",
    "destination_configuration",
    "external_secrets_manager_id",
    "external_secrets_keys_config",
    "data_delay_threshold",
)
STORED = ("sync_frequency", "daily_sync_time", "pause_after_trial", *ENUMS, *OTHER_ATTRIBUTES)
ONLY_CREATE = ("group_id", "service", "connect_card_config", "destination_schema_names")
ONLY_PATCH = ("schema_status", "is_historical_sync")
ATTRIBUTES = ("config", "auth", "paused", *STORED, *TEST_FLAGS, *ONLY_CREATE, *ONLY_PATCH)
HOUR = re.compile(r"([01]\d|2[0-3]):00")


def check_attributes(body: dict[str, Any], *, creating: bool) -> None:
    """Check the attributes around `config`. Raises 400 for the first invalid one."""
    foreign = ONLY_PATCH if creating else ONLY_CREATE
    for name, value in body.items():
        if name not in ATTRIBUTES or name in foreign:
            raise invalid(f"Unknown field '{name}'")
        _check_attribute(name, value)


def stored_settings(body: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes to store, with `sync_frequency` as a number."""
    values = {name: body[name] for name in STORED if name in body and name != "schema_status"}
    if "sync_frequency" in values:
        values["sync_frequency"] = int(values["sync_frequency"])
    return values


def check_fields(values: Any, known: dict[str, Any], path: str) -> None:
    """Check `values` against an object property of the metadata. Raises 400 for the first invalid field."""
    if not isinstance(values, dict):
        raise invalid(f"Field '{path}' must be an object")
    for name, value in values.items():
        if name not in known["properties"]:
            raise invalid(f"Unknown field '{path}.{name}'")
        _check_value(value, known["properties"][name], f"{path}.{name}")


def check_redirect(card: Any) -> dict[str, Any]:
    """Check `connect_card_config`. Its `redirect_uri` must be an http(s) address."""
    if not isinstance(card, dict) or not str(card.get("redirect_uri", "")).startswith(("http://", "https://")):
        raise invalid("Field 'connect_card_config.redirect_uri' must be an http or https address")
    for name in card:
        if name not in ("redirect_uri", "hide_setup_guide", "all_fields"):
            raise invalid(f"Unknown field 'connect_card_config.{name}'")
    return card


def _check_attribute(name: str, value: Any) -> None:
    if name in ENUMS and value not in ENUMS[name]:
        raise invalid(f"Field '{name}' must be one of {', '.join(ENUMS[name])}")
    if name in (*FLAGS, *TEST_FLAGS) and not isinstance(value, bool):
        raise invalid(f"Field '{name}' must be true or false")
    if name == "sync_frequency" and str(value) not in map(str, FREQUENCIES):
        raise invalid(f"Field 'sync_frequency' must be one of {', '.join(map(str, FREQUENCIES))}")
    if name == "daily_sync_time" and not HOUR.fullmatch(str(value)):
        raise invalid("Field 'daily_sync_time' must be a full hour, for example 03:00")
    if name == "connect_card_config":
        check_redirect(value)


def _check_value(value: Any, known: dict[str, Any], path: str) -> None:
    if known.get("readonly"):
        raise invalid(f"Field '{path}' is read-only")
    if "enum" in known and known["type"] != "array" and value not in known["enum"]:
        raise invalid(f"Field '{path}' must be one of {', '.join(known['enum'])}")
    if known["type"] == "object" and "properties" in known:
        check_fields(value, known, path)
    elif known["type"] == "array":
        _check_items(value, known, path)
    elif not _fits(value, known["type"]):
        raise invalid(f"Field '{path}' must be of type {known['type']}")


def _check_items(value: Any, known: dict[str, Any], path: str) -> None:
    if not isinstance(value, list):
        raise invalid(f"Field '{path}' must be of type array")
    choices = {"enum": known["enum"]} if "enum" in known else {}  # a list's enum applies to its items
    for number, item in enumerate(value):
        _check_value(item, {**known["items"], **choices}, f"{path}[{number}]")


def _fits(value: Any, kind: str) -> bool:
    """Return whether a value has this type. An unknown type accepts every value."""
    if kind in ("integer", "number"):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"string": str, "boolean": bool, "object": dict}.get(kind, object))
