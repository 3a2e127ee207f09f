"""Parse the entries of Jira's lists, each by itself, into the fields that the bot uses."""

from collections.abc import Mapping
from typing import Any

from bot.foreign.fields import Fields, UnreadableField, as_flag, as_number, as_text


def parse_issue(fields: Fields) -> dict[str, Any]:
    """Parse an entry of a search: its numeric id, and its key."""
    return {"id": str(fields.require("id", as_number)), "key": fields.require("key", as_text)}


def parse_named(fields: Fields) -> dict[str, Any]:
    """Parse an issue type or a status."""
    named = {"id": fields.require("id", as_text), "name": fields.require("name", as_text)}
    return named | {"subtask": fields.lenient("subtask", as_flag, False)}


def parse_create_field(fields: Fields) -> dict[str, Any]:
    """Parse a field of a create screen."""
    return {**fields.raw, "fieldId": fields.require("fieldId", as_text)}


def parse_user(fields: Fields) -> dict[str, Any]:
    """Parse an account that a search found."""
    shown = {name: fields.optional(name, as_text, "") for name in ("emailAddress", "displayName", "accountType")}
    account_id = fields.require("accountId", as_text)
    return {"accountId": account_id, "active": fields.optional("active", as_flag, False), **shown}


def parse_transition(fields: Fields) -> dict[str, Any]:
    """Parse a transition. One whose screen can't be read isn't offered: it can have required fields."""
    screen = fields.optional("fields", _screen, {})
    named = {"id": fields.require("id", as_text), "name": fields.lenient("name", as_text, "")}
    has_screen = fields.lenient("hasScreen", as_flag, True)
    return {**named, "to": fields.section("to").raw, "hasScreen": has_screen, "fields": screen}


def parse_comment(fields: Fields) -> dict[str, Any]:
    """Parse a comment: its id, its body, if it has one, and its properties."""
    properties = dict(fields.entries("properties", lambda entry: (as_text(entry["key"]), entry["value"])))
    identified = {"id": fields.optional("id", as_text, ""), "body": fields.optional("body", _mapping, {})}
    return identified | {"properties": properties}


def _screen(value: object) -> Mapping[str, Any]:
    screen = _mapping(value)
    for field in screen.values():
        _mapping(field)
    return screen


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnreadableField("(object)")
    return value
