"""What each surface allows: messages, modals, and the App Home."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.slack.blocks.layout import BLOCKS
from sandbox.slack.blocks.objects import MARKUP_OPTION, OPTION_GROUP, plain
from sandbox.slack.blocks.problems import Check, Problems, boolean, listing, record, string, typed

_NOT_IN_MESSAGE = {"file"}
_NOT_IN_HOME = {
    "alert",
    "context_actions",
    "data_visualization",
    "file",
    "markdown",
    "plan",
    "table",
    "task_card",
}
_NOT_IN_MODAL = (_NOT_IN_HOME - {"alert"}) | {"card", "carousel"}
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
CHARTS = 2
"""Charts per message. Undocumented: Slack's API rejects a third (github.com/vercel/chat/pull/696)."""
VIEW_BYTES = 250_000


def _allowed(without: set[str]) -> Check:
    return typed({kind: check for kind, check in BLOCKS.items() if kind not in without})


_MESSAGE = listing(_allowed(_NOT_IN_MESSAGE), MESSAGE_BLOCKS, 0)
_SHARED: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = record(
    {"title": plain(24), "blocks": listing(_allowed(_NOT_IN_MODAL), VIEW_BLOCKS)},
    {
        **_SHARED,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = record({"blocks": listing(_allowed(_NOT_IN_HOME), VIEW_BLOCKS)}, _SHARED)
_VIEW = typed({"modal": _MODAL, "home": _HOME})


def check_message(blocks: Any) -> list[str]:
    """Return the problems of a message's blocks. Empty when Slack accepts them."""
    problems = Problems()
    _MESSAGE(blocks, "/blocks", problems)
    _check_whole(blocks, "/blocks", problems)
    return problems.messages


def check_view(view: Any, kind: str) -> list[str]:
    """Return the problems of a view of this `kind` (modal or home)."""
    problems = Problems()
    if isinstance(view, dict) and view.get("type") != kind:
        problems.add(f"must be a {kind}", "/view/type")
        return problems.messages
    _VIEW(view, "/view", problems)
    if isinstance(view, dict):
        _check_whole(view.get("blocks"), "/view/blocks", problems)
        if kind == "modal" and "submit" not in view and _has_input(view.get("blocks")):
            problems.add("missing required field: submit (the view has input blocks)", "/view")
    return problems.messages


def is_too_large(view: Any) -> bool:
    """Return whether a view exceeds 250 KB as JSON."""
    return len(json.dumps(view).encode()) > VIEW_BYTES


def check_options(answer: Any) -> list[str]:
    """Return the problems of an app's response to `block_suggestion`."""
    problems = Problems()
    if not isinstance(answer, dict) or ("options" in answer) == ("option_groups" in answer):
        problems.add("must provide exactly one of: options, option_groups", "")
    elif "options" in answer:
        listing(MARKUP_OPTION, 100, 0)(answer["options"], "/options", problems)
    else:
        listing(OPTION_GROUP, 100, 0)(answer["option_groups"], "/option_groups", problems)
    return problems.messages


def elements_of(block: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each interactive element of a block with its JSON pointer."""
    if not isinstance(block, dict):
        return
    for name in ("element", "accessory"):
        if isinstance(block.get(name), dict):
            yield f"/{name}", block[name]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        for number, element in enumerate(block["elements"]):
            if isinstance(element, dict):
                yield f"/elements/{number}", element


def _has_input(blocks: Any) -> bool:
    listed = blocks if isinstance(blocks, list) else []
    return any(isinstance(block, dict) and block.get("type") == "input" for block in listed)


def _check_whole(blocks: Any, at: str, problems: Problems) -> None:
    listed = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    ids = Counter(block["block_id"] for block in listed if isinstance(block.get("block_id"), str))
    for block_id in [block_id for block_id, times in ids.items() if times > 1]:
        problems.add(f"block_id {block_id} already exists", at)
    for number, block in enumerate(listed):
        names = [element["action_id"] for _, element in elements_of(block) if element.get("action_id")]
        for action_id in {name for name in names if names.count(name) > 1}:
            problems.add(f"action_id {action_id} already exists", f"{at}/{number}")
    _check_sums(listed, at, problems)


def _check_sums(blocks: list[dict[str, Any]], at: str, problems: Problems) -> None:
    focused = sum(bool(element.get("focus_on_load")) for block in blocks for _, element in elements_of(block))
    if focused > 1:
        problems.add("only one element may have focus_on_load", at)
    markdown = sum(len(str(block.get("text"))) for block in blocks if block.get("type") == "markdown")
    if markdown > 12_000:
        problems.add("markdown blocks must be less than 12001 characters in total", at)
    tables = [block for block in blocks if block.get("type") == "table"]
    if len(tables) > 1:
        problems.add("only one table allowed", at)
    if sum(block.get("type") == "data_visualization" for block in blocks) > CHARTS:
        problems.add(f"no more than {CHARTS} data_visualization blocks allowed", at)
    if sum(_visible_characters(table.get("rows")) for table in tables) > 10_000:
        problems.add("table must be less than 10001 characters", at)


def _visible_characters(part: Any) -> int:
    """Return the number of visible characters in a table's cells."""
    if isinstance(part, dict):
        own = part.get("text")
        return (len(own) if isinstance(own, str) else 0) + _visible_characters(
            [v for v in part.values() if v is not own]
        )
    return sum(_visible_characters(one) for one in part) if isinstance(part, list) else 0
