"""Layout blocks and their limits (docs.slack.dev/reference/block-kit/blocks)."""

from typing import Any

from sandbox.slack.blocks.chart import CHART, number
from sandbox.slack.blocks.elements import ID, IMAGE, IN_ACTIONS, IN_INPUT, IN_SECTION
from sandbox.slack.blocks.objects import plain, prose
from sandbox.slack.blocks.problems import (
    Check,
    Problems,
    anything,
    boolean,
    integer,
    listing,
    one_of,
    record,
    string,
    typed,
)

_ID: dict[str, Check] = {"block_id": ID}
_RICH_PART = record(
    {"elements": listing(anything, 1000, 0)},
    {"style": anything, "indent": anything, "offset": anything, "border": anything, "language": anything},
)
_RICH_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_RICH = typed(dict.fromkeys(_RICH_PARTS, _RICH_PART))
_CELL = typed(
    {
        "raw_text": record({"text": string(10_000, 1)}, {}),
        "raw_number": record({"value": number, "text": string(10_000, 1)}, {}),
        "rich_text": record({"elements": listing(_RICH, 100)}, _ID),
    }
)
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})


def _has_words(value: dict[str, Any], at: str, problems: Problems) -> None:
    if not value.get("text") and not value.get("fields"):
        problems.add("missing required field: text", at)


def _has_picture(value: dict[str, Any], at: str, problems: Problems) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        problems.add("must provide exactly one of: image_url, slack_file", at)


def _dispatch_needs_no_file(value: dict[str, Any], at: str, problems: Problems) -> None:
    element = value.get("element")
    if value.get("dispatch_action") and isinstance(element, dict) and element.get("type") == "file_input":
        problems.add("dispatch_action is not supported for file_input", at)


BLOCKS: dict[str, Check] = {
    "section": record(
        {},
        {
            **_ID,
            "text": prose(3000),
            "fields": listing(prose(2000), 10),
            "accessory": typed(IN_SECTION),
            "expand": boolean,
        },
        _has_words,
    ),
    "header": record({"text": plain(150)}, {**_ID, "level": integer(1, 4)}),
    "divider": record({}, _ID),
    "context": record(
        {"elements": listing(typed({"image": IMAGE, "plain_text": prose(3000), "mrkdwn": prose(3000)}), 10)},
        _ID,
    ),
    "actions": record({"elements": listing(typed(IN_ACTIONS), 25)}, _ID),
    "input": record(
        {"label": plain(2000), "element": typed(IN_INPUT)},
        {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        _dispatch_needs_no_file,
    ),
    "image": record(
        {"alt_text": string(2000, 1)},
        {**_ID, "image_url": string(3000, 1), "slack_file": anything, "title": plain(2000)},
        _has_picture,
    ),
    "rich_text": record({"elements": listing(_RICH, 100, 0)}, _ID),
    "markdown": record({"text": string(12_000, 1)}, _ID),
    "table": record({"rows": listing(listing(_CELL, 20), 100)}, {**_ID, "column_settings": listing(_COLUMN, 20)}),
    "data_table": record(
        {"rows": listing(listing(anything, 20), 201, 2), "caption": string(3000, 1)},
        {
            **_ID,
            "page_size": integer(1, 100),
            "column_settings": listing(anything, 20),
            "row_header_column_index": anything,
        },
    ),
    "alert": record({"text": prose(3000)}, {**_ID, "level": one_of("default", "info", "warning", "error", "success")}),
    "context_actions": record({"elements": listing(anything, 5)}, _ID),
    "video": anything,
    "file": anything,
    "card": anything,
    "carousel": anything,
    "container": anything,
    "plan": anything,
    "task_card": anything,
    "data_visualization": CHART,
}
