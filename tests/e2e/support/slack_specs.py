"""Slack's descriptions: arguments of methods, Block Kit, and the payloads that an app gets."""

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.protocols import Validator

from tests.e2e.support.typed_unions import validator_of

SPECS = Path(__file__).parents[4] / "shared" / "specs"
Exchange = dict[str, Any]

INBOUND = {
    "slash_commands": "SlashCommand",
    "block_actions": "BlockAction",
    "block_suggestion": "BlockSuggestion",
    "view_submission": "ViewSubmitAction",
    "view_closed": "ViewClosedAction",
    "shortcut": "GlobalShortcut",
    "message_action": "MessageShortcut",
    "app_mention": "AppMentionEvent",
    "message.im": "GenericMessageEvent",
    "app_home_opened": "AppHomeOpenedEvent",
    "user_change": "UserChangeEvent",
}
"""What a delivery is called in the journal → what its description calls it."""

SPARSE = "is a required property"
"""A deactivated user has fewer fields than Bolt's types want in a `user_change`."""

UNDESCRIBED = {"data_visualization"}
"""Blocks that are younger than the description; the sandbox checks them by Slack's page."""

YOUNGER_METHODS = {"canvases.create", "canvases.edit", "canvases.sections.lookup"}
"""Methods that aren't described; the sandbox checks them by Slack's pages."""

TOKEN_ERRORS = {"account_inactive", "invalid_auth", "token_revoked"}
NEVER_LISTED = {"ratelimited", "fatal_error", "internal_error", "missing_scope"} | TOKEN_ERRORS


def faults(entry: Exchange) -> Iterator[str]:
    """Everything in one exchange with Slack that its descriptions do not allow."""
    if entry["direction"] == "out":
        yield from _delivery(entry)
    elif entry["path"].startswith("/api/") and isinstance(entry["response"], dict):
        method = entry["path"].removeprefix("/api/")
        if method in YOUNGER_METHODS:
            return
        said = {**entry["query"], **(entry["request"] or {})}
        yield from (f"{method}: {words}" for words in (*_arguments(method, said), *_answer(method, entry)))
    elif entry["path"].startswith("/response/") and isinstance(entry["request"], dict):
        yield from _content(entry["request"])


def _arguments(method: str, said: Exchange) -> Iterator[str]:
    """Arguments that the method does not have, that are missing, or of another type."""
    known = _methods()[method].get("args", {})
    properties = known.get("properties", {})
    yield from (f"there is no argument {name}" for name in said if name not in properties)
    missing = {name for name in known.get("required", ()) if name not in said} - {"token"}
    yield from (f"the argument {name} is missing" for name in missing)
    for name, value in said.items():
        if name in ("blocks", "metadata", "view"):
            continue  # Block Kit's own description is stricter
        schema = {"type": "object", "properties": {name: properties.get(name, {})}}
        yield from _wrong(Draft7Validator(schema), {name: _typed(value, properties.get(name, {}))})
    yield from _content(said)


def _typed(value: Any, schema: Exchange) -> Any:
    """A form carries text only; Slack reads booleans, numbers, and objects from it."""
    if isinstance(value, str) and schema.get("type") in ("boolean", "number", "integer"):
        return json.loads({"1": "true", "0": "false"}.get(value, value).lower())
    if isinstance(value, str) and schema.get("type") in ("object", "array"):
        return json.loads(value)
    return value


def _content(said: Exchange) -> Iterator[str]:
    """What Block Kit does not allow in the blocks, the view or the metadata of a call."""
    for name in ("blocks", "view", "metadata"):
        value = json.loads(said[name]) if isinstance(said.get(name), str) else said.get(name)
        if name == "blocks":
            for block in value or ():
                if block.get("type") not in UNDESCRIBED:
                    yield from _wrong_block("KnownBlock", json.dumps(block))
        elif name == "view" and value:
            yield from _view(value)
        elif value:
            yield from _wrong(_block_kit("MessageMetadata"), value)


def _view(view: Exchange) -> Iterator[str]:
    """What Block Kit does not allow in a view, and in each of its blocks."""
    kind, blocks = "HomeView" if view.get("type") == "home" else "ModalView", view.get("blocks")
    if not isinstance(blocks, list):
        yield from _wrong(_block_kit(kind), view)
        return
    yield from _wrong(_block_kit(kind), {**view, "blocks": [{"type": "divider"} for _ in blocks]})
    for block in blocks:
        yield from _wrong_block("AnyBlock", json.dumps(block))


@lru_cache(2_000)
def _wrong_block(kind: str, block: str) -> tuple[str, ...]:
    """What Block Kit does not allow in a block. It compares one with each kind of block, and many forms share it."""
    return tuple(_wrong(_block_kit(kind), json.loads(block)))


def _answer(method: str, entry: Exchange) -> Iterator[str]:
    """An error that the method does not know, or blocks in an answer that Block Kit does not."""
    answer = entry["response"]
    known = set(_methods()[method].get("errors", {})) | NEVER_LISTED
    if not answer.get("ok") and answer.get("error") not in known:
        yield f"there is no error {answer.get('error')}"
    for message in [*answer.get("messages", ()), answer.get("message")]:
        if isinstance(message, dict) and message.get("bot_id"):
            yield from _content({"blocks": message.get("blocks", [])})


def _delivery(entry: Exchange) -> Iterator[str]:
    """What Slack sent to the bot, and what the bot answered."""
    kind, payload, answer = entry["path"].removeprefix("/"), entry["request"], entry["response"]
    if kind in INBOUND:
        wrong = _wrong(_inbound(INBOUND[kind]), _inner(payload))
        yield from (f"{kind}: {words}" for words in wrong if kind != "user_change" or SPARSE not in words)
    if isinstance(answer, dict):
        yield from (f"answer to {kind}: {words}" for words in _content(answer))
        for option in answer.get("options", ()):
            yield from _wrong(_block_kit("PlainTextOption"), option)


def _inner(payload: Exchange) -> Exchange:
    """The event itself, corrected where Bolt's types disagree with Slack's pages.

    Outside an enterprise organization Slack says `null`; and a click in a view has no `response_url`.
    """
    event = payload["event"] if payload.get("type") == "event_callback" else payload
    kept = {name: value for name, value in event.items() if name != "enterprise" or value is not None}
    return {"response_url": "", **kept} if "view" in kept else kept


def _wrong(validator: Validator, value: Any) -> Iterator[str]:
    return (f"{error.json_path} {error.message[:300]}" for error in validator.iter_errors(value))


@cache
def _methods() -> Exchange:
    return dict(json.loads((SPECS / "slack-web-methods.json").read_text(encoding="utf-8"))["methods"])


@cache
def _definitions(file: str) -> Exchange:
    return dict(json.loads((SPECS / file).read_text(encoding="utf-8"))["definitions"])


@cache
def _block_kit(kind: str) -> Validator:
    return validator_of(kind, _definitions("slack-block-kit.schema.json"))


@cache
def _inbound(kind: str) -> Validator:
    return validator_of(kind, _definitions("slack-inbound-payloads.schema.json"))
